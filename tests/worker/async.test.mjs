//! Posts with `async: true` to the built Worker: a queue processes them part by part, the tracker tells how
//! far they are, and nothing of them is lost when the server ends in between.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildWorker } from "../../scripts/lib/build.mjs";
import { DEV_USER } from "../../scripts/lib/token.mjs";
import { writeConfig } from "./lib/config.mjs";
import { eachLedger } from "./lib/ledgers.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { startWorkerd } from "./lib/workerd.mjs";

const COLLECTION = "later";
const READ = { claims: { scope: "apollo_read" } };

/** How long a job may take. */
const DONE_MILLIS = 180_000;

/** What the server has at the start. */
const entries = [{ key: `c:${COLLECTION}`, value: JSON.stringify({ access: { [DEV_USER]: "owner" } }) }];

let server;

before(async () => {
  await buildWorker();
  server = await startWorkerd({ entries });
});

after(() => server.stop());

/** As many relationships; every tenth is of a type that is none if `isMixed`. */
function relationships(prefix, count, isMixed = false) {
  const typeOf = (n) => (isMixed && n % 10 === 3 ? "none" : "BRICK_0_4__feeds");
  return Array.from({ length: count }, (_, n) => ({
    id: `${prefix}-${n}`,
    relationshipName: "n",
    relationshipType: typeOf(n),
    sourceEntityId: `${prefix}-source`,
    destinationEntityId: "d",
  }));
}

async function take(body, url = server.url) {
  const { status, body: text } = await sendDescribed(url, COLLECTION, { headers: { async: "true" }, body });
  return { ...JSON.parse(text), status };
}

async function get(path, headers = {}) {
  const request = { method: "GET", path, token: READ, headers: { "content-type": null, async: null, ...headers } };
  const { status, body } = await sendDescribed(server.url, COLLECTION, request);
  return { ...JSON.parse(body), status };
}

/** Follows a tracker until everything is processed. */
async function follow(transactionId) {
  const deadline = Date.now() + DONE_MILLIS;
  for (;;) {
    const answer = await get(`/apollo/status/logs?transactionid=${transactionId}&limit=1000`);
    assert.equal(answer.status, 200);
    const { total, completed, failed, pending, state } = answer.progress;
    assert.equal(completed + failed + pending, total);
    if (state === "Completed") return answer;
    assert.ok(Date.now() < deadline, `after ${DONE_MILLIS} ms: ${JSON.stringify(answer.progress)}`);
    await sleep(100);
  }
}

/** How many edges an entity has. */
async function countEdges(id) {
  let count = 0;
  let token;
  do {
    const page = await get(`/apollo/er/entities/${id}/relationships`, { PageSize: "1000", ...(token && { continuationToken: token }) });
    count += page.paging.totalCount;
    token = page.paging.continuationToken;
  } while (token);
  return count;
}

test("what is posted to be processed later is tracked until it is done, with what failed", async () => {
  const { status, transactionId, data: none } = await take(relationships("mixed", 250, true));
  assert.deepEqual([status, none], [202, {}]);
  const { progress, data, paging } = await follow(transactionId);
  assert.deepEqual(progress, { total: 250, completed: 225, failed: 25, pending: 0, state: "Completed" });
  assert.equal(paging.totalCount, 250);
  assert.deepEqual(data.map(({ id }) => id), Array.from({ length: 250 }, (_, n) => `${transactionId}:${n}`));
  const failed = data.filter(({ state }) => state === "Failed");
  assert.deepEqual(failed.map(({ serviceData }) => serviceData.relationshipId), Array.from({ length: 25 }, (_, n) => `mixed-${10 * n + 3}`));
  assert.equal(await countEdges("mixed-source"), 225);
  const one = await get(`/apollo/status/logs?relationshipid=mixed-203&transactionid=${transactionId}`);
  assert.equal(one.data[0].message, "Failed-Invalid Schema");
});

test("the message leads to the tracker", async () => {
  const { body } = await sendDescribed(server.url, COLLECTION, { headers: { async: "true" }, body: relationships("one", 1) });
  const { status, transactionId } = JSON.parse(body);
  const tracker = `${server.url}/apollo/status/logs?transactionid=${transactionId}`;
  assert.deepEqual(status, { message: `Request ${transactionId} is processed and can be tracked by URL ${tracker}`, code: "202" });
});

test("10,000 relationships are taken in at once, and all of them are stored", async () => {
  const { status, transactionId } = await take(relationships("many", 10_000));
  assert.equal(status, 202);
  const { progress } = await follow(transactionId);
  assert.deepEqual(progress, { total: 10_000, completed: 10_000, failed: 0, pending: 0, state: "Completed" });
  assert.equal(await countEdges("many-source"), 10_000);
});

test("a server that ends in between, and its queue with it, loses nothing of what it took in", async () => {
  const jobs = [];
  for (const n of [0, 1, 2]) {
    jobs.push(await take(relationships(`killed-${n}`, 700)));
    await server.kill();
    // Ten minutes pass, after which a part is handed to the queue again. This machine's queue is gone.
    await eachLedger(server.state, (database) => database.exec("UPDATE job_part SET due_millis = 0"));
    await server.start();
  }
  for (const [n, { status, transactionId }] of jobs.entries()) {
    assert.equal(status, 202);
    const { progress } = await follow(transactionId);
    assert.deepEqual(progress, { total: 700, completed: 700, failed: 0, pending: 0, state: "Completed" });
    assert.equal(await countEdges(`killed-${n}-source`), 700);
  }
});

test("without a queue nothing is taken in", async () => {
  const folder = await mkdtemp(join(tmpdir(), "async-"));
  const config = await writeConfig(folder, { without: ["queues.producers", "queues.consumers"] });
  const other = await startWorkerd({ config, entries });
  try {
    const { status, ...answer } = await take(relationships("none", 1), other.url);
    assert.equal(status, 501);
    assert.deepEqual(answer.data, {});
  } finally {
    await other.stop();
    await rm(folder, { recursive: true });
  }
});
