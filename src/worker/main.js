//! What Cloudflare runs: the Worker that is built beside this file, and what becomes of requests when
//! its WebAssembly panics.
//!
//! A panic ends the instance, and the next call makes a new one (worker-build sees to that). But nobody
//! settles the promises of the old one: a caller of an object would wait for ever, and so would the
//! platform for an alarm, which it would not call again. Here each fails then, at once.

import * as worker from "./index.js";

/** How each call that is not settled yet can be made to fail; the functions of one request are its own. */
const unsettled = new Set();

addEventListener("error", ({ error }) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  for (const fail of unsettled) fail(error);
  unsettled.clear();
});

/** The same promise, unless the instance ends before it is settled. */
async function unlessEnded(promise) {
  const { promise: end, reject } = Promise.withResolvers();
  unsettled.add(reject);
  try {
    return await Promise.race([promise, end]);
  } finally {
    unsettled.delete(reject);
  }
}

export default class extends worker.default {
  async fetch(request) {
    try {
      return await unlessEnded(super.fetch(request));
    } catch (error) {
      const transactionId = crypto.randomUUID();
      console.error(`transaction ${transactionId}: ${error}`);
      const status = { message: "Internal Server Error", code: "500" };
      const headers = { "cache-control": "no-store" };
      return Response.json({ status, transactionId, data: {} }, { status: 500, headers });
    }
  }

  queue(batch) {
    return unlessEnded(super.queue(batch));
  }
}

/** A class of Durable Objects whose calls fail when the instance ends. */
function guarded(Base) {
  return class extends Base {
    fetch(request) {
      return unlessEnded(super.fetch(request));
    }

    alarm() {
      return unlessEnded(super.alarm());
    }
  };
}

export const Collection = guarded(worker.Collection);
export const RegistryObject = guarded(worker.RegistryObject);
