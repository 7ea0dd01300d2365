import assert from "node:assert/strict";
import { test } from "node:test";
import { formatOf } from "./format.ts";

test("the extension of a name decides for CSV and NDJSON", () => {
  assert.equal(formatOf("{}", "rows.CSV"), "csv");
  assert.equal(formatOf("[{}]", "a.b.ndjson"), "ndjson");
  assert.equal(formatOf("{}", "a.jsonl"), "ndjson");
  assert.equal(formatOf("id,x", "rows.txt"), "csv");
  assert.equal(formatOf("id,x", "csv"), "csv");
});

test("what is called .json is JSON, or one object a line", () => {
  assert.equal(formatOf("id,x", "a.json"), "json");
  assert.equal(formatOf('{"a":1}\n{"a":2}', "a.json"), "ndjson");
});

test("a text begins as its format does", () => {
  for (const [text, format] of [
    ["", "json"],
    [" \n[", "json"],
    ["{}", "json"],
    ['{\n  "a": {\n}}', "json"],
    ['{"a":1},\n{"a":2}', "json"],
    ['\n{"a":1}\r\n\r\n {"a":2}', "ndjson"],
    ['{"a":1\n{"a":2}', "ndjson"],
    ["id\nstring", "csv"],
    ['"id",x', "csv"],
  ] as const) {
    assert.equal(formatOf(text), format, text);
  }
});
