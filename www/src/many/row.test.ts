import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFrom, randomJson } from "../json/random_json.ts";
import { cellsOf, isObjectText, withCell } from "./row.ts";

test("a cell is a text as it is, or another value as JSON", () => {
  const text = '{ "id": "a\\"b", "n" : 1.50, "customData": { "k": [1, 2] }, "no": null, "yes":true }';
  assert.deepEqual([...cellsOf(text)], [
    ["id", { text: 'a"b', isText: true }],
    ["n", { text: "1.50", isText: false }],
    ["customData", { text: '{"k":[1,2]}', isText: false }],
    ["no", { text: "null", isText: false }],
    ["yes", { text: "true", isText: false }],
  ]);
});

test("the cells of any object are its members", () => {
  const random = randomFrom(4);
  for (let round = 0; round < 2000; round++) {
    const object = Object.fromEntries([["a", randomJson(random, 3)], ["__proto__", randomJson(random, 3)], ["1", randomJson(random, 2)]]);
    const cells = cellsOf(JSON.stringify(object, null, round % 3));
    const expected = Object.entries(object).map(([name, value]) =>
      typeof value === "string" ? [name, { text: value, isText: true }] : [name, { text: JSON.stringify(value), isText: false }],
    );
    assert.deepEqual([...cells], expected);
  }
});

test("what is no object has no cells, and an edit leaves it as it is", () => {
  for (const text of ["", "[{}]", "3", "null", '{"a":1', '{"a":1}}']) {
    assert.deepEqual([isObjectText(text), cellsOf(text).size, withCell(text, "a", "x")], [false, 0, text]);
  }
  assert.equal(isObjectText(" {} "), true);
});

test("an edit changes one cell and leaves the rest as it was written", () => {
  const text = '{"id":"a","big":12345678901234567890,"__proto__":{"x":1.0},"id2":"\\u00e4"}';
  assert.equal(withCell(text, "id", 'b"'), text.replace('"a"', '"b\\""'));
  assert.equal(withCell(text, "__proto__", "{}"), text.replace('{"x":1.0}', "{}"));
  assert.equal(withCell(text, "new", "x"), `${text.slice(0, -1)},"new":"x"}`);
  assert.equal(withCell("{}", "id", "x"), '{"id":"x"}');
});

test("an empty cell has no property", () => {
  assert.equal(withCell('{"a":1,"b":2}', "a", ""), '{"b":2}');
  assert.equal(withCell('{"a":1}', "a", ""), "{}");
  assert.equal(withCell('{"a":1}', "b", ""), '{"a":1}');
});

test("what is typed is a text where one belongs, and else JSON if it is any", () => {
  // Properties that are texts, columns of texts, and values that are texts.
  assert.equal(withCell("{}", "id", "12"), '{"id":"12"}');
  assert.equal(withCell('{"id":12}', "id", "13"), '{"id":"13"}');
  assert.equal(withCell('{"n":1}', "n", "2", "string"), '{"n":"2"}');
  assert.equal(withCell('{"n":"1"}', "n", "2"), '{"n":"2"}');
  // All others.
  assert.equal(withCell('{"n":"1"}', "n", "2.0", "number"), '{"n":2.0}');
  assert.equal(withCell('{"n":1}', "n", "12345678901234567890"), '{"n":12345678901234567890}');
  assert.equal(withCell("{}", "n", " true "), '{"n":true}');
  assert.equal(withCell('{"customData":"x"}', "customData", '{ "a": 1 }'), '{"customData":{"a":1}}');
  assert.equal(withCell("{}", "customData", "{a"), '{"customData":"{a"}');
});

test("an edit of a property that is there twice leaves it once", () => {
  assert.equal(withCell('{"id":"a","x":1,"id":"b","y":2}', "id", "c"), '{"x":1,"id":"c","y":2}');
  assert.equal(withCell('{"id":"a","x":1,"id":"b","y":2}', "id", ""), '{"x":1,"y":2}');
  assert.equal(withCell('{"id":"a","x":1,"id":"b"}', "x", "2"), '{"id":"a","x":2,"id":"b"}');
});
