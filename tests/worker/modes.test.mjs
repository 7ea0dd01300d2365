//! The Worker without some of its bindings: on KV alone, without a limit; and with a small limit.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildWorker } from "../../scripts/lib/build.mjs";
import { OBJECTS, writeConfig } from "./lib/config.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { startWorkerd } from "./lib/workerd.mjs";

const CALLERS = ["ann", "ben", "cleo"];

const LIMIT = 5;

/** Local windows begin with the minute. */
const WINDOW_MILLIS = 60_000;

const access = Object.fromEntries(CALLERS.map((name) => [name, "owner"]));
const entries = [{ key: "c:modes", value: JSON.stringify({ access }) }];

let folder;

before(async () => {
  await buildWorker();
  folder = await mkdtemp(join(tmpdir(), "modes-test-"));
});

after(() => rm(folder, { recursive: true }));

function relationship(customData) {
  const ends = { sourceEntityId: "s", destinationEntityId: "d" };
  return { id: "a", relationshipName: "n", relationshipType: "BRICK_0_4__feeds", ...ends, customData };
}

async function start(t, changes) {
  const server = await startWorkerd({ config: await writeConfig(folder, changes), entries });
  t.after(server.stop);
  const send = async (sub, request) => {
    const token = { claims: { sub, scope: "apollo_write apollo_read" } };
    const { status, headers, body } = await sendDescribed(server.url, "modes", { token, ...request });
    const { transactionId, ...envelope } = JSON.parse(body);
    return { httpStatus: status, headers, transactionId, ...envelope };
  };
  const post = (sub, customData, headers = {}) => send(sub, { headers, body: relationship(customData) });
  const get = (sub, headers = {}) => {
    return send(sub, { method: "GET", path: "/apollo/er/relationships/a", headers: { "content-type": null, ...headers } });
  };
  return { send, post, get };
}

test("without objects and a limit", async (t) => {
  const { send, post, get } = await start(t, { without: [...OBJECTS, "ratelimits"] });

  await t.test("relationships are stored and read", async () => {
    assert.equal((await post("ann", { n: 1 })).httpStatus, 201);
    const { httpStatus, headers, data } = await get("ann");
    assert.deepEqual([httpStatus, headers.etag, data[0].customData], [200, '"1"', { n: 1 }]);
  });

  await t.test("a strong read is 501", async () => {
    const { httpStatus, status, data } = await get("ann", { consistency: "strong" });
    assert.equal(httpStatus, 501);
    const message = "Not Implemented: consistency strong takes a Durable Object for each collection";
    assert.deepEqual({ status, data }, { status: { message, code: "501" }, data: {} });
  });

  await t.test("what takes an object is 501", async () => {
    const lists = ["relationships/a/versions", "entities/s/relationships", "ercollections/modes/stats"].map((path) => `/apollo/er/${path}`);
    const requests = [...lists, "/apollo/status/logs?relationshipid=a"].map((path) => ({ method: "GET", path }));
    const later = { headers: { async: "true" }, body: relationship({}) };
    const strong = { method: "GET", path: "/apollo/er/relationshiptypes/BRICK_0_4__feeds/relationships/a", headers: { consistency: "strong" } };
    for (const request of [...requests, later, strong]) {
      const { httpStatus, status, data } = await send("ann", request);
      assert.deepEqual([httpStatus, status.message.split(":")[0], data], [501, "Not Implemented", {}]);
    }
  });

  await t.test("a key has no effect", async () => {
    const key = { "idempotency-key": "k" };
    const answers = [await post("ann", { n: 2 }, key), await post("ann", { n: 3 }, key), await post("ann", { n: 2 }, key)];
    assert.deepEqual(answers.map(({ httpStatus, headers }) => [httpStatus, headers.etag]), [[201, '"2"'], [201, '"3"'], [201, '"4"']]);
    assert.equal(new Set(answers.map(({ transactionId }) => transactionId)).size, 3);
  });

  await t.test("a precondition is held against what is seen", async () => {
    assert.equal((await post("ann", { n: 5 }, { "if-match": '"3"' })).httpStatus, 412);
    assert.equal((await post("ann", { n: 5 }, { "if-match": '"4"' })).httpStatus, 201);
  });

  await t.test("nobody counts", async () => {
    for (let n = 0; n < 2 * LIMIT; n += 1) assert.equal((await get("ann")).httpStatus, 200);
  });
});

test("with a limit, a caller's requests over it are 429, and another's are not", async (t) => {
  const edit = (text) => text.replace(/limit = \d+/, `limit = ${LIMIT}`);
  const { post, get } = await start(t, { edit });
  const left = WINDOW_MILLIS - (Date.now() % WINDOW_MILLIS);
  if (left < 5_000) await sleep(left);

  const statuses = [];
  for (let n = 0; n < LIMIT; n += 1) statuses.push((await post("ann", { n })).httpStatus);
  assert.deepEqual(statuses, Array(LIMIT).fill(201));

  for (const send of [post, get]) {
    const { httpStatus, headers, status, data } = await send("ann");
    assert.deepEqual([httpStatus, headers["retry-after"]], [429, "60"]);
    const message = "Too Many Requests: wait for the seconds of Retry-After";
    assert.deepEqual({ status, data }, { status: { message, code: "429" }, data: {} });
  }
  const { httpStatus, data } = await get("ben", { consistency: "strong" });
  assert.deepEqual([httpStatus, data[0].customData], [200, { n: LIMIT - 1 }]);
});
