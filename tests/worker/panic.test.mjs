//! A Worker that panics where a request says so (`src/worker/src/panic_on_purpose.rs`): that request
//! fails, and what comes after it is as if it had never been.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildPanickingWorker, buildWorker } from "../../scripts/lib/build.mjs";
import { PANICKING_WORKER_BUILD, WORKER_BUILD } from "../../scripts/lib/places.mjs";
import { DEV_USER } from "../../scripts/lib/token.mjs";
import { writeConfig } from "./lib/config.mjs";
import { eachLedger, rows } from "./lib/ledgers.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { startWorkerd } from "./lib/workerd.mjs";

/** What no deployed build may hold. */
const WORDS = "panic-on-purpose";

/** How long an answer may take; one that never comes is what this is about. */
const ANSWER_MILLIS = 20_000;

/** How long copies may take: the platform calls an alarm again after two seconds. */
const COPIES_MILLIS = 20_000;

/** Requests that are on their way while another one panics. */
const OTHERS = 12;

let folder;
let server;

before(async () => {
  await buildWorker();
  await buildPanickingWorker();
  folder = await mkdtemp(join(tmpdir(), "panic-test-"));
  const config = await writeConfig(folder, { build: PANICKING_WORKER_BUILD });
  const value = JSON.stringify({ access: { [DEV_USER]: "owner" } });
  server = await startWorkerd({ config, entries: ["panics", "calm"].map((id) => ({ key: `c:${id}`, value })) });
});

after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true });
});

function inTime(answer) {
  const tooLate = sleep(ANSWER_MILLIS, undefined, { ref: false }).then(() => assert.fail("no answer"));
  return Promise.race([answer, tooLate]);
}

function relationship(id) {
  const ends = { sourceEntityId: "s", destinationEntityId: "d" };
  return { id, relationshipName: "n", relationshipType: "BRICK_0_4__feeds", ...ends };
}

/** Upserts several; `place` is where this shall panic. */
async function post(collection, ids, { place, key } = {}) {
  const headers = { "x-correlation-id": place && `${WORDS}:${place}`, "idempotency-key": key };
  return inTime(sendDescribed(server.url, collection, { headers, body: ids.map(relationship) }));
}

async function get(collection, id, consistency) {
  const path = `/apollo/er/relationships/${id}`;
  const token = { claims: { scope: "apollo_read" } };
  const headers = { "content-type": null, consistency };
  return inTime(sendDescribed(server.url, collection, { method: "GET", path, token, headers }));
}

function assertFault({ status, headers, body }) {
  const { transactionId, ...envelope } = JSON.parse(body);
  assert.deepEqual([status, headers["content-type"]], [500, "application/json"]);
  assert.deepEqual(envelope, { status: { message: "Internal Server Error", code: "500" }, data: {} });
  return transactionId;
}

async function statusesOf(ids, consistency) {
  return Promise.all(ids.map(async (id) => (await get("panics", id, consistency)).status));
}

test("the deployed Worker cannot be made to panic", async () => {
  for (const [build, isPanicking] of [[WORKER_BUILD, false], [PANICKING_WORKER_BUILD, true]]) {
    const wasm = await readFile(join(build, "index_bg.wasm"));
    assert.equal(wasm.includes(WORDS), isPanicking, build);
  }
});

for (const place of ["fetch", "object", "transaction"]) {
  test(`a panic at ${place}: the request is 500, stores nothing, and can be sent again`, async () => {
    const ids = [`${place}-1`, `${place}-2`];
    await post("panics", [`${place}-before`]);
    const key = `key-${place}`;
    const transactionId = assertFault(await post("panics", ids, { place, key }));
    await server.untilLogged(`transaction ${transactionId}: RuntimeError: unreachable`);
    assert.deepEqual(await statusesOf([`${place}-before`, ...ids], "strong"), [200, 404, 404]);

    // Whose key was claimed may have to wait for nobody: claims end with the instance.
    assert.equal((await post("panics", ids, { key })).status, 201);
    assert.deepEqual(await statusesOf(ids, "strong"), [200, 200]);
    await untilCopied(ids);
  });
}

test("a panic in an alarm: the copies are made by the next one", async () => {
  const ids = ["alarm-1", "alarm-2"];
  assert.equal((await post("panics", ids, { place: "alarm" })).status, 201);
  await untilCopied(ids);
  await server.untilLogged("on purpose, at alarm");
});

for (const place of ["fetch", "object", "transaction"]) {
  test(`requests beside a panic at ${place} are answered: stored, or a fault that can be sent again`, async () => {
    const others = Array.from({ length: OTHERS }, (_, n) => ({ id: `beside-${place}-${n}`, collection: n % 2 ? "panics" : "calm" }));
    const send = ({ id, collection }) => post(collection, [id], { key: id });
    const panicking = post("panics", [`beside-${place}`], { place });
    const answers = await Promise.all(others.map(send));
    assertFault(await panicking);
    for (const [index, other] of others.entries()) {
      if (answers[index].status !== 201) assertFault(answers[index]);
      // Where it was stored before, the answer is told again.
      const again = await send(other);
      assert.equal(again.status, 201, other.id);
      if (answers[index].status === 201) assert.equal(again.body, answers[index].body);
      const { headers } = await get(other.collection, other.id, "strong");
      assert.equal(headers.etag, '"1"', other.id);
    }
    assert.equal((await get("panics", `beside-${place}`, "strong")).status, 404);
  });
}

test("nothing that panicked is on the disk", async () => {
  await server.kill();
  const left = [];
  await eachLedger(server.state, (database) => {
    const asked = (place) => `text LIKE '%${WORDS}:${place}%'`;
    for (const place of ["object", "transaction"]) {
      left.push(...rows(database, `SELECT text FROM record WHERE ${asked(place)}`));
      left.push(...rows(database, `SELECT text FROM answer WHERE ${asked(place)}`));
    }
    left.push(...rows(database, "SELECT id FROM relationship WHERE version <> (SELECT max(version) FROM record WHERE relationship = no)"));
  });
  assert.deepEqual(left, []);
});

async function untilCopied(ids) {
  const deadline = Date.now() + COPIES_MILLIS;
  while ((await statusesOf(ids, "eventual")).some((status) => status !== 200)) {
    assert.ok(Date.now() < deadline, "no copies");
    await sleep(100);
  }
}
