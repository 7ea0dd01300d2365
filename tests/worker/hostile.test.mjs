//! Bodies that exhaust something of the host's. The answer keeps its form, and the next request is
//! answered as if nothing had been.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DEV_USER } from "../../scripts/lib/token.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { startWorker } from "./lib/server.mjs";

const type = (title, pattern) => ({ title, properties: { customData: { properties: { text: { pattern } } } } });

const TYPES = [
  // Exponential, quadratic, and out of its stack: what V8's own regular expressions make of the texts below.
  type("exponential", "^(a+)+$"),
  type("quadratic", "\\s+$"),
  type("greedy", "^(?:(a)|(b)|(c))*$"),
  type("costly", "(?:a?){1000}b"),
];

let server;

before(async () => {
  const access = JSON.stringify({ access: { [DEV_USER]: "owner" } });
  const entries = [{ key: "c:hostile", value: access }, ...TYPES.map((type) => ({ key: `t:${type.title}`, value: JSON.stringify(type) }))];
  server = await startWorker({ entries });
});

after(() => server.stop());

function post(id, relationshipType, customData) {
  const body = { id, relationshipName: "n", relationshipType, sourceEntityId: "s", destinationEntityId: "d", customData };
  return sendDescribed(server.url, "hostile", { body });
}

test("texts on which regular expressions explode are judged as soon as others", async () => {
  const text = (unit, end) => unit.repeat(Math.floor(4_190_000 / unit.length)) + end;
  for (const [name, unit, end, status] of [
    ["exponential", "a", "!", 207],
    ["exponential", "a", "", 201],
    ["quadratic", " ", "x", 207],
    ["greedy", "abc", "", 201],
  ]) {
    const before = performance.now();
    const answer = await post(`${name}${status}`, name, { text: text(unit, end) });
    assert.equal(answer.status, status, name);
    if (status === 207) {
      const [{ errors }] = JSON.parse(answer.body).data.responses.failure;
      assert.deepEqual(errors.map(({ code }) => code), ["patternMismatch"]);
    }
    const seconds = (performance.now() - before) / 1000;
    assert.ok(seconds < 10, `${name}: ${seconds} s`);
  }
});

test("a text that takes too much fails alone", async () => {
  const { status, body } = await post("exhausting", "costly", { text: "a".repeat(4_190_000) });
  const { status: told, data } = JSON.parse(body);
  assert.equal(status, 207);
  assert.equal(told.code, "207");
  const [{ id, errors }] = data.responses.failure;
  assert.equal(id, "exhausting");
  assert.deepEqual(errors, [{ code: "tooCostly", path: [], message: "#:TooCostly" }]);

  assert.equal((await post("usual", "costly", { text: "ab" })).status, 201);
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
