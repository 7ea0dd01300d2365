//! `parseCsv`: what the core is told, and what becomes of its answer.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fake, resetFake } from "./lib/fake_core.mjs";
import { importSource } from "./lib/source.mjs";

const MAX_CSV_BYTES = 64 * 1024 * 1024;

let facade;

beforeEach(async () => {
  resetFake();
  facade = await importSource("index.ts");
});

test("the text reaches the core as it is, and the core's answer is the table", () => {
  const column = { name: "__proto__", type: "string", isRequired: true };
  const issue = { code: "csvCell", path: ["__proto__"], message: "row 4, column `__proto__`: …", index: 0 };
  fake.table = { columns: [column], relationships: ['{"__proto__":"\\ud83d"}'], issues: [issue] };
  const texts = ["", "\ufeffid", "aé€😀\r\n", "€".repeat(1e5)];
  for (const text of texts) assert.deepEqual(facade.parseCsv(text), fake.table);
  assert.deepEqual(fake.calls, [["Csv"], ...texts.map((text) => ["parse", text])]);
});

test("a table is read by the core of any schema, and by no other", () => {
  facade.parseCsv("");
  facade.compileSchema(true);
  assert.equal(fake.starts, 1);
  facade.validate({});
  assert.equal(fake.starts, 2);
});

test("half of a surrogate pair is an issue, and the core sees nothing of it", () => {
  const message = "an unpaired surrogate at line 2 column 3";
  const issue = { code: "unpairedSurrogate", path: [], message, params: { line: 2, column: 3 } };
  const table = facade.parseCsv("id\n😀,\ud800");
  assert.deepEqual(table, { columns: [], relationships: [], issues: [issue] });
  assert.deepEqual(Object.keys(table.issues[0]), ["code", "path", "message", "params"]);
  assert.equal(facade.explain(issue), "the text has half a character in it, at line 2 column 3");
  assert.deepEqual(fake.calls, []);
});

test("of a text that is too long the core sees enough to refuse it", () => {
  facade.parseCsv("é".repeat(MAX_CSV_BYTES / 2 + 10));
  const seen = Buffer.byteLength(fake.calls.at(-1)[1]);
  assert.ok(seen > MAX_CSV_BYTES && seen <= MAX_CSV_BYTES + 4, `${seen}`);
});

test("text that is no string is a mistake of the caller", () => {
  for (const text of [undefined, null, 1, {}, new String("id"), new Uint8Array()]) {
    assert.throws(() => facade.parseCsv(text), { name: "TypeError", code: "notJson" });
  }
});

test("where WebAssembly cannot be used it throws as the others do", () => {
  fake.startError = new Error("blocked");
  assert.throws(() => facade.parseCsv("id"), { name: "Error", code: "wasmUnavailable" });
});

test("what is wrong with a table is told to people in the endpoint's words", () => {
  for (const code of ["csvSyntax", "csvHeader", "csvCell", "csvTooLarge"]) {
    assert.equal(facade.explain({ code, path: ["x"], message: "row 4, column `x`: must be a JSON object" }), "row 4, column `x`: must be a JSON object");
  }
});

test("the sentence on too many relationships has the limit that the message has", () => {
  const sentence = (limit) => {
    const message = `number of relationships supplied exceeds maximum allowed limit of ${limit}`;
    return facade.explain({ code: "tooManyRelationships", path: [], message });
  };
  assert.equal(sentence(100), "there are too many relationships: 100 at most");
  assert.equal(sentence(100_000), "there are too many relationships: 100000 at most");
});
