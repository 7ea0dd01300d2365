import assert from "node:assert/strict";
import test from "node:test";
import { bundleDescription } from "../../scripts/lib/openapi.mjs";
import { Description } from "./openapi.mjs";

const document = await bundleDescription();
const TRANSACTION = "e82b6bd8-c2e1-44b0-9c68-7aa245cd0d17";
const READ = { method: "GET", path: "/apollo/er/relationships/a%2Fb?v=1.1" };
const RECORD = {
  id: "a/b",
  relationshipName: "n",
  relationshipType: "t",
  sourceEntityId: "s",
  destinationEntityId: "d",
  sourceERCollectionId: "c",
  destinationERCollectionId: "c",
  isActive: true,
};

/** An answer as it should be, with what a test changes. */
function answer({ status = 200, code = String(status), data = [RECORD], headers = {}, more = {} } = {}) {
  const sent = { "content-type": "application/json", "cache-control": "no-store", etag: '"1"', date: "today", ...headers };
  const body = JSON.stringify({ status: { message: "", code }, transactionId: TRANSACTION, data, ...more });
  return { status, headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null)), body };
}

const rejection = (status, headers) => answer({ status, data: {}, headers: { etag: null, ...headers } });

test("answers as described pass, under both names of a path, whatever the type of a record allows", () => {
  const description = new Description(document);
  description.checkAnswer(READ, answer());
  description.checkAnswer({ ...READ, path: "/apollo/relationships/a" }, answer({ data: [{ ...RECORD, floor: { of: [1] } }] }));
  description.checkAnswer(READ, rejection(401, { "www-authenticate": "Bearer" }));
  description.checkAnswer({ ...READ, path: "/apollo" }, rejection(404));
  description.checkAnswer({ ...READ, path: "/apollo/er/relationships/%FF" }, rejection(404));
  description.checkAnswer({ ...READ, method: "PATCH" }, rejection(405, { allow: "GET, DELETE, OPTIONS" }));
  description.checkAnswer({ ...READ, method: "OPTIONS" }, { status: 204, headers: { allow: "GET, OPTIONS", vary: "origin" }, body: "" });
});

for (const [what, request, answered, message] of [
  ["a status", READ, rejection(418), /answered 418: this status is not described/],
  ["a path that is not described", { ...READ, path: "/apollo/nodes" }, answer(), /an unknown path\) was answered 200: this status/],
  ["a method that is not described", { ...READ, method: "PATCH" }, answer(), /another method\) was answered 200: this status/],
  ["a header that is missing", READ, answer({ headers: { etag: null } }), /the header ETag is missing/],
  ["a header with another value", READ, answer({ headers: { etag: "1" } }), /the header ETag is not as described/],
  ["a header that is not described", READ, answer({ headers: { "x-powered-by": "us" } }), /the header x-powered-by is not described/],
  ["a number in a header", READ, rejection(429, { "retry-after": "soon" }), /the header Retry-After is not as described/],
  ["a content type", READ, answer({ headers: { "content-type": "text/html" } }), /content type text\/html is not described/],
  ["a member of the envelope", READ, answer({ more: { debug: 1 } }), /unevaluated.*debug/],
  ["a member that is missing", READ, answer({ data: [{ ...RECORD, isActive: undefined }] }), /isActive/],
  ["data of a rejection", READ, { ...rejection(403), body: answer({ status: 403, data: { why: 1 } }).body }, /why/],
  ["status.code", READ, answer({ code: "201" }), /status.code is 201/],
  ["a body where there is none", { ...READ, method: "OPTIONS" }, { status: 204, headers: { allow: "GET" }, body: "{}" }, /no body is described/],
]) {
  test(`what is not as described is told: ${what}`, () => {
    assert.throws(() => new Description(document).checkAnswer(request, answered), message);
  });
}

test("what was never answered is told", () => {
  const description = new Description(document);
  description.checkAnswer(READ, answer());
  const unseen = description.unseen().filter((each) => each.startsWith("GET /apollo/er/relationships/{id} "));
  assert.deepEqual(unseen.map((each) => each.split(" ").at(-1)), ["400", "401", "403", "404", "429", "500", "501", "503"]);
});
