import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFrom, randomJson } from "../json/random_json.ts";
import { splitJson, splitLines } from "./split.ts";

const texts = (text: string) => splitJson(text).pieces.map((piece) => piece.text);

test("the pieces of any list are its elements", () => {
  const random = randomFrom(1);
  for (let round = 0; round < 2000; round++) {
    // Compared as texts: JSON.parse of V8 mistakes some escaped names (nodejs/node#63785).
    const elements = Array.from({ length: Math.floor(random() * 5) }, () => JSON.stringify(randomJson(random, 4), null, round % 3));
    const between = [",", " , ", ",\r\n"][round % 3]!;
    const text = `[${" ".repeat(round % 2)}${elements.join(between)}\n]`;
    const { pieces, isCutOff } = splitJson(text);
    assert.deepEqual([pieces.map((piece) => piece.text), isCutOff], [elements, false], text);
    assert.equal(pieces.length, (JSON.parse(text) as unknown[]).length);
  }
});

test("a list with a fault anywhere loses no character but blanks, brackets and commas around the pieces", () => {
  const random = randomFrom(2);
  const bare = (text: string) => text.replace(/[\s,[\]]/g, "");
  for (let round = 0; round < 2000; round++) {
    const text = JSON.stringify([randomJson(random, 3), randomJson(random, 3), randomJson(random, 3)], null, round % 3);
    const at = Math.floor(random() * text.length);
    const faulty = text.slice(0, at) + ["", "}", "]", '"', "{", ",", "\\", "\n"][round % 8] + text.slice(at + (round % 2));
    assert.equal(bare(texts(faulty).join("")), bare(faulty), faulty);
  }
});

test("a text that is no list is one piece", () => {
  assert.deepEqual(splitJson(' {"a":[1,{"b":2}]}\n'), { pieces: [{ text: '{"a":[1,{"b":2}]}', line: 1 }], isCutOff: false });
  assert.deepEqual(texts("{} garbage"), ["{} garbage"]);
  assert.deepEqual(texts("{}]"), ["{}]"]);
});

test("objects one after the other need neither brackets nor commas", () => {
  for (const text of ['{"a":1},\n{"b":2}', '{"a":1}\n{"b":2}', '[{"a":1} {"b":2}]']) assert.deepEqual(texts(text), ['{"a":1}', '{"b":2}']);
});

test("an empty list and an empty text have no pieces", () => {
  for (const text of ["", " \n", "[]", " [ \n ] "]) assert.deepEqual(splitJson(text), { pieces: [], isCutOff: false });
});

test("each piece has the line in which it begins", () => {
  assert.deepEqual(splitJson('[{\n"a":1},\n\n {},{}\n]\nx').pieces, [
    { text: '{\n"a":1}', line: 1 },
    { text: "{}", line: 4 },
    { text: "{}", line: 4 },
    { text: "x", line: 6 },
  ]);
});

test("a comma too many is an empty piece, and what follows the list is one", () => {
  assert.deepEqual(texts("[{},,{}]"), ["{}", "", "{}"]);
  assert.deepEqual(texts("[{},]"), ["{}", ""]);
  assert.deepEqual(texts("[,{}]"), ["", "{}"]);
  assert.deepEqual(texts("[{}] , [{}]"), ["{}", ", [{}]"]);
});

test("a list that is cut off is told", () => {
  assert.deepEqual(splitJson('[{},{"a":'), { pieces: [{ text: "{}", line: 1 }, { text: '{"a":', line: 1 }], isCutOff: true });
  assert.equal(splitJson("[").isCutOff, true);
});

test("a forgotten bracket or quote costs one piece", () => {
  assert.deepEqual(texts('[{"a":[1},{"b":2}]'), ['{"a":[1}', '{"b":2}']);
  assert.deepEqual(texts('[{"a":{"x":1}, {"b":2}]'), ['{"a":{"x":1}', '{"b":2}']);
  assert.deepEqual(texts('[{"a":1, {"b":2}]'), ['{"a":1', '{"b":2}']);
  assert.deepEqual(texts('[{"a":1}},{"b":2}]'), ['{"a":1}}', '{"b":2}']);
  assert.deepEqual(texts('[{"a":"x\\\n{"b":2}]'), ['{"a":"x\\', '{"b":2}']);
  assert.deepEqual(texts('[{"a":"x},\n{"b":2},\n{"c":3}]'), ['{"a":"x}', '{"b":2}', '{"c":3}']);
});

test("brackets by the hundred thousand take no time", () => {
  const many = 300_000;
  for (const text of ["[".repeat(many) + "}".repeat(many), "{".repeat(many) + "]".repeat(many), "[{".repeat(many), '"\\'.repeat(many), "[" + ",".repeat(many)]) {
    const start = performance.now();
    splitJson(text);
    assert.ok(performance.now() - start < 1000);
  }
});

test("lines that are not blank keep their numbers", () => {
  assert.deepEqual(splitLines('{"a":1}\r\n\n  \n\t{"b":2} \nx'), [
    { text: '{"a":1}', line: 1 },
    { text: '{"b":2}', line: 4 },
    { text: "x", line: 5 },
  ]);
});
