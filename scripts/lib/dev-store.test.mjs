import assert from "node:assert/strict";
import test from "node:test";
import { UsageError } from "./cli.mjs";
import { isCollectionId } from "./dev-store.mjs";
import { parseGrants } from "./grants.mjs";

test("a collection's id is 1 to 128 printable ASCII characters without space and comma", () => {
  for (const id of ["a", "TestER-DVDocs", "!#$%&'()*+-./:;<=>?@[]^_`{|}~", "x".repeat(128)]) {
    assert.equal(isCollectionId(id), true, id);
  }
  for (const id of ["", "x".repeat(129), "a b", "a,b", "a\tb", "a\n", "\x7f", "ä"]) {
    assert.equal(isCollectionId(id), false, id);
  }
});

test("grants become an access list", () => {
  assert.deepEqual(parseGrants(["bob=readwrite", "a=b=admin"]), { bob: "readwrite", "a=b": "admin" });
  assert.deepEqual(Object.entries(parseGrants(["__proto__=owner"])), [["__proto__", "owner"]]);
});

test("a grant that is none is refused", () => {
  for (const grant of ["bob", "bob=", "=owner", "bob=write", "owner"]) assert.throws(() => parseGrants([grant]), UsageError, grant);
});
