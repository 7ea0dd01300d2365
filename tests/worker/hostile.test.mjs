//! Bodies that exhaust something of the host's. The answer keeps its form, and the next request is
//! answered as if nothing had been.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DEV_USER } from "../../scripts/lib/token.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { startWorker } from "./lib/server.mjs";

/** Each repetition of a group that starts anew takes a place on the stack of V8's regular expressions. */
const GREEDY = { title: "greedy", properties: { customData: { properties: { text: { pattern: "^(?:(a)|(b)|(c))*$" } } } } };

let server;

before(async () => {
  const access = JSON.stringify({ access: { [DEV_USER]: "owner" } });
  const entries = [{ key: "c:hostile", value: access }, { key: "t:greedy", value: JSON.stringify(GREEDY) }];
  server = await startWorker({ entries });
});

after(() => server.stop());

function post(id, relationshipType, customData) {
  const body = { id, relationshipName: "n", relationshipType, sourceEntityId: "s", destinationEntityId: "d", customData };
  return sendDescribed(server.url, "hostile", { body });
}

test("a text that takes a pattern's engine out of its stack fails alone", async () => {
  const { status, body } = await post("exhausting", "greedy", { text: "abc".repeat(1_390_000) });
  const { status: told, data } = JSON.parse(body);
  assert.equal(status, 207);
  assert.equal(told.code, "207");
  const [{ id, errors }] = data.responses.failure;
  assert.equal(id, "exhausting");
  assert.deepEqual(errors, [{ code: "tooCostly", path: [], message: "#:TooCostly" }]);

  assert.equal((await post("usual", "greedy", { text: "abc" })).status, 201);
});

test("records too large for one bulk read of the store are read one by one", async () => {
  const large = (id) => post(id, "BRICK_0_4__feeds", { text: "x".repeat(4_000_000) });
  const ids = Array.from({ length: 8 }, (_, n) => `large-${n}`);
  for (const id of ids) assert.equal((await large(id)).status, 201, id);
  const rows = ids.map((id) => ({
    id,
    relationshipName: "n",
    relationshipType: "BRICK_0_4__feeds",
    sourceEntityId: "s",
    destinationEntityId: "d",
  }));
  const { status, body } = await sendDescribed(server.url, "hostile", {
    path: "/apollo/er/relationships?includeSystemData=true",
    body: rows,
  });
  assert.equal(status, 201);
  const outcomes = JSON.parse(body).data.responses.success.map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ids.map(() => "updated"));
});
