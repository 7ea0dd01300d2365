//! The local server as `npm start` runs it, with a state of its own: wrangler, the built Worker,
//! the development key and the commands that write to its KV.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { checkPort, freePort, startServer } from "./lib/dev-server.mjs";
import { hasCollection, putCollection, putRelationshipTypes } from "./lib/dev-store.mjs";
import { DEV_USER, developmentToken } from "./lib/token.mjs";

const RELATIONSHIP = {
  id: "a-hasPart-b",
  relationshipName: "a hasPart b",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "a",
  destinationEntityId: "b",
};

let state;
let port;
let server;

before(async () => {
  state = await mkdtemp(join(tmpdir(), "local-server-test-"));
  await start();
});

after(async () => {
  await server.stop();
  await rm(state, { recursive: true });
});

async function start(settings) {
  port = await freePort();
  server = await startServer({ port, state, settings, output: "ignore" });
}

async function post(collection, relationship, sub = DEV_USER) {
  const response = await fetch(`${server.url}/apollo/er/relationships`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${await developmentToken({ sub })}`,
      "Content-Type": "application/json",
      ercollectionid: collection,
      async: "false",
    },
    body: JSON.stringify(relationship),
  });
  return response.status;
}

test("a collection that is registered while the server runs is there with the next request", async () => {
  assert.equal(await post("late", RELATIONSHIP), 403);
  assert.equal(await hasCollection("late", state), false);
  await putCollection("late", { [DEV_USER]: "owner" }, state);
  assert.equal(await hasCollection("late", state), true);
  assert.equal(await post("late", RELATIONSHIP), 201);
});

test("so is a relationship type", async () => {
  await putCollection("types", { [DEV_USER]: "readwrite" }, state);
  const schema = {
    $schema: "http://json-schema.org/draft-06/schema#",
    title: "serves",
    type: "object",
    required: ["id", "relationshipName", "relationshipType", "sourceEntityId", "destinationEntityId"],
  };
  const relationship = { ...RELATIONSHIP, relationshipType: "serves" };
  assert.equal(await post("types", relationship), 207);
  await putRelationshipTypes([schema], state);
  assert.equal(await post("types", relationship), 201);
});

test("`npm run collection` goes through the API of the server that runs", async () => {
  const script = fileURLToPath(new URL("collection.mjs", import.meta.url));
  const register = (...grants) => promisify(execFile)(process.execPath, [script, "granted", ...grants, "--url", server.url]);
  const { stdout } = await register("--grant", "bob=readwrite");
  assert.equal(stdout, `registered \`granted\` at ${server.url} for bob (readwrite), ${DEV_USER} (owner)\n`);
  assert.equal(await post("granted", RELATIONSHIP), 201);
  assert.equal(await post("granted", { ...RELATIONSHIP, id: "b" }, "bob"), 201);
  await register();
  assert.equal(await post("granted", { ...RELATIONSHIP, id: "c" }, "bob"), 403);
});

test("`npm run load` makes its own token and brings the rows in", async () => {
  await putCollection("loaded", { [DEV_USER]: "owner" }, state);
  const file = join(state, "rows.ndjson");
  await writeFile(file, `${JSON.stringify(RELATIONSHIP)}\n{"id":"incomplete"}\n`);
  const script = fileURLToPath(new URL("load.mjs", import.meta.url));
  const run = promisify(execFile)(process.execPath, [script, file, "--url", server.url, "--collection", "loaded"]);
  await assert.rejects(run, ({ code, stdout }) => {
    assert.equal(code, 1);
    assert.match(stdout, /^2 rows: 1 created, 0 updated, 0 unchanged, 1 failed\n/);
    return true;
  });
});

test("the port that a server listens on is refused with advice", async () => {
  await assert.rejects(checkPort(port), { message: new RegExp(`^port ${port} cannot be used .+npm start -- --port ${port + 1}`) });
});

test("a server that was stopped leaves its port", async () => {
  await server.stop();
  await checkPort(port);
});

test("a Worker without settings, as one that is deployed without them, accepts no development token", async () => {
  await start({});
  assert.equal(await post("late", RELATIONSHIP), 503);
});
