import assert from "node:assert/strict";
import { test } from "node:test";
import { core, goodRow, manyRows } from "./core_for_tests.ts";
import { judge } from "./judge.ts";

const codes = (texts: string[]) => judge(texts, core.validateText).map(({ issues }) => issues.map(({ code }) => code));

test("rows are judged by the hundred", () => {
  let calls = 0;
  judge(Array.from({ length: 250 }, (_, index) => goodRow(`${index}`)), (text) => {
    calls++;
    return core.validateText(text);
  });
  assert.equal(calls, 3);
});

test("each row has its own issues and hints, in whichever batch it was", () => {
  const swapped = { sourceEntityId: "AHU", brickSourceEntityType: "BRICK_0_4__Equipment", brickDestinationEntityType: "BRICK_0_4__Location" };
  const texts = Array.from({ length: 250 }, (_, index) => goodRow(`${index}`));
  texts[123] = goodRow("x", { destinationEntityId: "" });
  texts[249] = goodRow("y", { ...swapped, relationshipType: "BRICK_0_4__hasPart_Location_Equipment" });
  const verdicts = judge(texts, core.validateText);
  assert.deepEqual(verdicts[123], {
    issues: [{ code: "idEmpty", path: ["destinationEntityId"], message: "destinationEntityId:IdEmpty" }],
    hints: [],
    statement: { id: "x", type: "BRICK_0_4__hasPart_Location_Location", source: "B1", destination: "" },
  });
  assert.deepEqual(verdicts[249]!.hints, [core.validateText(texts[249]!).hints![0]]);
  assert.equal(verdicts.filter(({ issues, hints }) => issues.length + hints.length > 0).length, 2);
});

test("a text that is no JSON has the place in its own text, and spoils no other", () => {
  const texts = Array.from({ length: 100 }, (_, index) => goodRow(`${index}`));
  texts[17] = '{"id":\n x}';
  texts[18] = '{"id":"a",\n"id":"b"}';
  const verdicts = judge(texts, core.validateText);
  assert.deepEqual(verdicts[17], {
    issues: [{ code: "unexpectedCharacter", path: [], message: "an unexpected character at line 2 column 2", params: { line: 2, column: 2 } }],
    hints: [],
  });
  assert.deepEqual(verdicts[18], {
    issues: [{ code: "duplicateName", path: [], message: "a duplicate member name at line 2 column 1", params: { line: 2, column: 1, pointer: "/id" } }],
    hints: [],
    statement: { id: "b", type: undefined, source: undefined, destination: undefined },
  });
  assert.equal(verdicts.filter(({ issues }) => issues.length > 0).length, 2);
});

test("texts that would be other rows together are judged one by one", () => {
  const pair = `${goodRow("a")},${goodRow("b")}`;
  // Three texts that are a list of three together.
  assert.deepEqual(codes([pair, goodRow("c").slice(0, -1), '"x":1}']), [["trailingCharacters"], ["unexpectedEnd"], ["trailingCharacters"]]);
  assert.deepEqual(codes([goodRow("a"), "", goodRow("b")]), [[], ["unexpectedEnd"], []]);
});

test("JSON that is no object is told so, a list of one relationship too", () => {
  const expected = { issues: [{ code: "objectExpected", path: [], message: "#:ObjectExpected" }], hints: [] };
  for (const text of ["3", "null", '"x"', "[]", `[${goodRow("a")}]`]) assert.deepEqual(judge([text], core.validateText), [expected], text);
});

test("an id that is there twice is no issue of a batch", () => {
  assert.deepEqual(codes([goodRow("a"), goodRow("a")]), [[], []]);
});

test("a row that is too large or too deep for a list is refused, and no other", () => {
  const large = goodRow("a", { customData: { text: "x".repeat(4 * 1024 * 1024) } });
  const depth = 62;
  const deep = (more: number) => goodRow("a").replace(/}$/, `,"customData":{"a":${"[".repeat(depth + more)}${"]".repeat(depth + more)}}}`);
  assert.deepEqual(codes([goodRow("b"), large, deep(0), deep(-1), deep(1)]), [[], ["bodyTooLarge"], ["tooDeep"], [], ["tooDeep"]]);
});

test("a batch has no more than 4 MiB", () => {
  const sizes: number[] = [];
  const texts = Array.from({ length: 20 }, (_, index) => goodRow(`${index}`, { customData: { text: "é".repeat(500_000) } }));
  const verdicts = judge(texts, (text) => {
    sizes.push(new TextEncoder().encode(text).length);
    return core.validateText(text);
  });
  assert.deepEqual([verdicts.every(({ issues }) => issues.length === 0), Math.max(...sizes) < 4 * 1024 * 1024, sizes.length], [true, true, 10]);
});

test("10,000 rows, printed", (t) => {
  const texts = manyRows(10_000);
  const faulty = texts.map((text, index) => (index % 50 ? text : text.replace("{", '{"id":"x",')));
  const refused = texts.map((text) => text.replace("{", '{"id":"x",'));
  for (const [name, rows] of Object.entries({ "as they are, first": texts, "as they are": texts, "one in 50 refused": faulty, "all refused": refused })) {
    const start = performance.now();
    judge(rows, core.validateText);
    t.diagnostic(`${name}: ${(performance.now() - start).toFixed(1)} ms`);
  }
});
