import assert from "node:assert/strict";
import { test } from "node:test";
import { compact, pretty } from "./layout.ts";
import { randomFrom, randomJson } from "./random_json.ts";

test("any value is laid out as JSON.stringify does it", () => {
  const random = randomFrom(3);
  for (let round = 0; round < 2000; round++) {
    const value = randomJson(random, 4);
    const text = JSON.stringify(value, null, round % 5);
    assert.equal(compact(text), JSON.stringify(value));
    assert.equal(pretty(text), JSON.stringify(value, null, 2));
  }
});

test("numbers keep their digits, texts their escapes, and names that are there twice stay", () => {
  const text = ' {"n": 12345678901234567890.10, "a":"\\u0041", "a" : [ ] }\n';
  assert.equal(compact(text), '{"n":12345678901234567890.10,"a":"\\u0041","a":[]}');
  assert.equal(pretty(text), '{\n  "n": 12345678901234567890.10,\n  "a": "\\u0041",\n  "a": []\n}');
});

test("what is no JSON stays as it is, but for line breaks where one line is wanted", () => {
  assert.equal(pretty('{"a":\r\n1'), '{"a":\r\n1');
  assert.equal(compact('{"a":\r\n1'), '{"a": 1');
});
