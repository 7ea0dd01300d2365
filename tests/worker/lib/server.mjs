//! The built Worker in workerd, each server with a KV of its own.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWorker } from "../../../scripts/lib/build.mjs";
import { freePort, startServer } from "../../../scripts/lib/dev-server.mjs";
import { runKv } from "../../../scripts/lib/dev-store.mjs";

/** Keys in one bulk read, as Workers KV limits it. */
const MAX_KEYS = 100;

/**
 * Starts a server and sees to its end.
 *
 * @param {object} options
 * @param {Record<string, string>} [options.settings] development's if left out
 * @param {{key: string, value: string}[]} [options.entries] what its KV holds at the start
 * @param {"ignore" | number} [options.output] where its log goes; a number is a file descriptor
 * @returns {Promise<{url: string, state: string, stop: () => Promise<void>}>} `state` is the folder of its KV
 */
export async function startWorker({ settings, entries = [], output = "ignore" } = {}) {
  await buildWorker();
  const state = await mkdtemp(join(tmpdir(), "worker-test-"));
  if (entries.length > 0) await withFile(state, entries, (file) => runKv(["bulk", "put", file], state));
  const server = await startServer({ port: await freePort(), state, settings, output });
  const stop = async () => {
    await server.stop();
    await rm(state, { recursive: true });
  };
  return { url: server.url, state, stop };
}

/** The values in a KV whose key `isWanted`, by key. */
export async function readRecords(state, isWanted) {
  const names = JSON.parse(await runKv(["key", "list"], state)).map(({ name }) => name).filter(isWanted);
  const records = {};
  for (let at = 0; at < names.length; at += MAX_KEYS) {
    const some = names.slice(at, at + MAX_KEYS);
    const values = JSON.parse(await withFile(state, some, (file) => runKv(["bulk", "get", file], state)));
    for (const [name, { value }] of Object.entries(values)) records[name] = value;
  }
  return records;
}

async function withFile(folder, content, use) {
  const file = join(folder, "bulk.json");
  await writeFile(file, JSON.stringify(content));
  return use(file);
}
