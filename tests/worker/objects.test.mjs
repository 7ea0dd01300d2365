//! The Durable Objects of the built Worker: how large a record may be, and what they do with a database
//! of a later version.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildWorker } from "../../scripts/lib/build.mjs";
import { DEV_USER } from "../../scripts/lib/token.mjs";
import { eachLedger, rows } from "./lib/ledgers.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { startWorkerd } from "./lib/workerd.mjs";

const COLLECTIONS = ["large", "later"];

/** Of the body, by contract. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

let server;

before(async () => {
  await buildWorker();
  const value = JSON.stringify({ access: { [DEV_USER]: "owner" } });
  server = await startWorkerd({ entries: COLLECTIONS.map((id) => ({ key: `c:${id}`, value })) });
});

after(() => server.stop());

function relationship(id, customData) {
  const ends = { sourceEntityId: "s", destinationEntityId: "d" };
  return { id, relationshipName: "n", relationshipType: "BRICK_0_4__feeds", ...ends, customData };
}

async function post(collection, body) {
  const { status, headers, body: text } = await sendDescribed(server.url, collection, { body });
  return { ...JSON.parse(text), status, etag: headers.etag };
}

async function get(collection, id, consistency = "strong") {
  const path = `/apollo/er/relationships/${id}`;
  const token = { claims: { scope: "apollo_read" } };
  const headers = { "content-type": null, async: null, consistency };
  const { status, headers: received, body } = await sendDescribed(server.url, collection, { method: "GET", path, token, headers });
  return { ...JSON.parse(body), status, etag: received.etag };
}

test("a record as large as a body may be is stored, updated and read back", async () => {
  const room = MAX_BODY_BYTES - JSON.stringify(relationship("largest", { text: "" })).length;
  // The parts must not be cut within a character.
  for (const [index, text] of ["x".repeat(room), `x${"é".repeat(Math.floor((room - 1) / 2))}`].entries()) {
    const sent = relationship("largest", { text });
    const { status, etag } = await post("large", sent);
    assert.deepEqual([status, etag], [201, `"${index + 1}"`]);
    const read = await get("large", "largest");
    assert.deepEqual([read.status, read.etag], [200, `"${index + 1}"`]);
    assert.ok(read.data[0].customData.text === text, "the text is another one");
  }
});

test("a hundred large relationships in one request are stored, updated and read back", async () => {
  const ids = Array.from({ length: 100 }, (_, n) => `many-${n}`);
  for (const [version, letter] of [[1, "a"], [2, "b"]]) {
    const { status } = await post("large", ids.map((id) => relationship(id, { id, text: letter.repeat(40_000) })));
    assert.equal(status, 201);
    for (const id of [ids[0], ids[99]]) {
      const { etag, data } = await get("large", id);
      assert.equal(etag, `"${version}"`);
      assert.deepEqual(data[0].customData, { id, text: letter.repeat(40_000) });
    }
  }
});

test("a database of a later version is left alone", async () => {
  assert.equal((await post("later", relationship("a", { n: 1 }))).status, 201);
  await server.kill();
  await editLater("UPDATE schema SET version = version + 1");
  const before = await dumpLater();

  await server.start();
  for (const { status, data } of [await post("later", relationship("a", { n: 2 })), await get("later", "a")]) {
    assert.deepEqual({ status, data }, { status: 500, data: {} });
  }
  await server.untilLogged("stored data damaged: the tables are of version 3, this code knows them up to 2");
  assert.equal((await post("large", relationship("other", {}))).status, 201);
  await server.kill();
  assert.deepEqual(await dumpLater(), before);

  await editLater("UPDATE schema SET version = version - 1");
  await server.start();
  const { status, etag } = await post("later", relationship("a", { n: 2 }));
  assert.deepEqual([status, etag], [201, '"2"']);
});

function editLater(statement) {
  return eachLedger(server.state, (database, collection) => collection === "later" && database.exec(statement));
}

/** All that is stored of this collection. */
async function dumpLater() {
  const dump = {};
  await eachLedger(server.state, (database, collection) => {
    if (collection !== "later") return;
    // Those of the platform have times.
    const tables = rows(database, "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'");
    for (const { name, sql } of tables) dump[name] = { sql, rows: /^CREATE TABLE/.test(sql) && rows(database, `SELECT * FROM "${name}"`) };
  });
  return dump;
}
