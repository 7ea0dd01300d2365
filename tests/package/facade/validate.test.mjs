//! What the facade asks the core, and what it makes of the answers.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import vm from "node:vm";
import { fake, resetFake } from "./lib/fake_core.mjs";
import { importSource } from "./lib/source.mjs";

/** The most issues that there can be: what the core is asked for unless it is told otherwise. */
const ALL = 6400;

let facade;

beforeEach(async () => {
  resetFake();
  facade = await importSource("index.ts");
});

/** `[code, path, index]` of each issue. */
function briefly({ issues }) {
  return issues.map(({ code, path, index }) => [code, path.join("."), index]);
}

test("a valid value has a result without issues, hints or anything else", () => {
  assert.deepEqual(facade.validate({ id: "a" }), { valid: true, count: 1, issues: [] });
  assert.deepEqual(fake.calls, [["BuiltIn"], ["validateText", '{"id":"a"}', ALL]]);
});

test("where the core need not report, its count is the verdict", () => {
  fake.count = 7;
  const verdict = { valid: true, count: 7, issues: [] };
  assert.deepEqual(facade.validate({ id: "a" }), verdict);
  assert.deepEqual(facade.validateText("a"), verdict);
  assert.deepEqual(facade.validateBytes(new TextEncoder().encode("b"), { maxIssues: 1 }), verdict);
  assert.deepEqual(fake.calls, [["BuiltIn"], ["countText", '{"id":"a"}'], ["countText", "a"], ["countBytes", "b"]]);
});

test("an issue has its members in the documented order, and the endpoint's message", () => {
  const path = ["customData", "a", 0, "b.c"];
  const issue = { code: "stringTooShort", path, index: 1, keyword: "minLength", schemaPath: "#/x", params: { nearestType: "t" } };
  const hint = { code: "endsSwapped", path: ["relationshipType"], index: 0, params: { inverseType: "t" } };
  fake.report = { count: 2, issues: [issue], hints: [hint] };
  const result = facade.validate([{}, {}]);
  assert.deepEqual(result, {
    valid: false,
    count: 2,
    issues: [{ ...issue, message: 'customData.a[0]["b.c"]:StringTooShort' }],
    hints: [{ ...hint, message: "relationshipType:EndsSwapped" }],
  });
  assert.deepEqual(Object.keys(result), ["valid", "count", "issues", "hints"]);
  assert.deepEqual(Object.keys(result.issues[0]), ["code", "path", "message", "index", "keyword", "schemaPath", "params"]);
});

const MESSAGES = [
  [{ code: "idMissing", path: ["id"] }, "Relationship id is missing"],
  [{ code: "typeMissing", path: ["relationshipType"] }, "Relationship type is missing"],
  [{ code: "typeNotRegistered", path: ["relationshipType"] }, "Failed-Invalid Schema"],
  [{ code: "duplicateId", path: ["id"] }, "Duplicate id in request"],
  [{ code: "ipV4Expected", path: ["a"] }, "a:IpV4Expected"],
  [{ code: "tooFewProperties", path: [] }, "#:TooFewProperties"],
  [{ code: "objectExpected", path: [3] }, "the relationship at index 3 is not an object"],
  [{ code: "objectExpected", path: [3], keyword: "type" }, "[3]:ObjectExpected"],
  [{ code: "objectExpected", path: ["customData"] }, "customData:ObjectExpected"],
  [{ code: "emptyList", path: [] }, "the list of relationships is empty"],
  [{ code: "objectOrListExpected", path: [] }, "the body must be one relationship or a list of relationships"],
  [{ code: "tooManyRelationships", path: [] }, "number of relationships supplied exceeds maximum allowed limit of 100"],
  [{ code: "bodyTooLarge", path: [] }, "the body exceeds 4194304 bytes"],
  [{ code: "propertyRequired", path: [""] }, '[""]:PropertyRequired'],
  [{ code: "propertyRequired", path: ["a", "\u00a0"] }, 'a["\u00a0"]:PropertyRequired'],
  [{ code: "propertyRequired", path: ["a b", "\u0085", "\n"] }, '["a b"]["\u0085"]["\\n"]:PropertyRequired'],
  [{ code: "propertyRequired", path: ['q"', "b\\", "x"] }, '["q\\""]["b\\\\"].x:PropertyRequired'],
  [{ code: "propertyRequired", path: ["\u0001", "\u007f"] }, '["\\u0001"]["\u007f"]:PropertyRequired'],
  [{ code: "propertyRequired", path: ["__proto__", "ä", "😀"] }, "__proto__.ä.😀:PropertyRequired"],
  [{ code: "propertyRequired", path: ["😀".repeat(129)] }, `${"😀".repeat(128)}…:PropertyRequired`],
];

for (const [issue, message] of MESSAGES) {
  test(`the message ${message.slice(0, 60)}`, () => {
    fake.report = { count: 1, issues: [issue] };
    assert.equal(facade.validate({}).issues[0].message, message);
    assert.equal(facade.validateText("{}").issues[0].message, message);
  });
}

test("the message on text that is no JSON has line and column", () => {
  const texts = {
    notUtf8: "invalid UTF-8",
    byteOrderMark: "a byte order mark",
    unexpectedEnd: "the text ends too early",
    unexpectedCharacter: "an unexpected character",
    trailingCharacters: "characters after the end of the value",
    controlCharacter: "a control character inside a string",
    invalidEscape: "an invalid escape",
    unpairedSurrogate: "an unpaired surrogate",
    numberOutOfRange: "a number beyond the range of a double",
    duplicateName: "a duplicate member name",
    tooDeep: "nested deeper than 64",
    tooManyValues: "more than 500000 values and member names",
  };
  for (const [code, text] of Object.entries(texts)) {
    fake.report = { count: 0, issues: [{ code, path: [], params: { line: 2, column: 3 } }] };
    const message = `${text} at line 2 column 3`;
    assert.equal(facade.validateText("{").issues[0].message, message);
    assert.equal(facade.validateBytes(new Uint8Array(1)).issues[0].message, message);
  }
});

test("the message on what JSON cannot hold names its place", () => {
  const value = { a: { b: [NaN] }, "\ud800": 1 };
  const messages = facade.validate(value).issues.map(({ message }) => message);
  assert.deepEqual(messages, ["a.b[0]:NumberNotFinite", '["\\ud800"]:UnpairedSurrogate']);
});

test("issues of the null in place of a fault are left out, others stay, faults first", () => {
  fake.report = {
    count: 3,
    issues: [
      { code: "stringExpected", path: ["id"], index: 0 },
      { code: "propertyRequired", path: ["relationshipName"], index: 0 },
      { code: "stringExpected", path: ["customData", "a", "b"], index: 1 },
      { code: "stringExpected", path: ["customData", "ab"], index: 1 },
      { code: "objectExpected", path: ["customData"], index: 1 },
      { code: "stringExpected", path: ["id"], index: 1 },
      { code: "idMissing", path: ["id"], index: 2 },
    ],
  };
  const result = facade.validate([{ id: NaN }, { customData: { a: () => {} } }, new Map()]);
  assert.deepEqual(briefly(result), [
    ["numberNotFinite", "id", 0],
    ["propertyRequired", "relationshipName", 0],
    ["notJson", "customData.a", 1],
    ["stringExpected", "customData.ab", 1],
    ["objectExpected", "customData", 1],
    ["stringExpected", "id", 1],
    ["notJson", "", 2],
  ]);
  assert.deepEqual([result.valid, result.count], [false, 3]);
});

test("a fault alone makes the value invalid", () => {
  assert.equal(facade.validate({ a: NaN }).valid, false);
});

test("faults and issues of a relationship are 64 at most, faults first", () => {
  const issues = Array.from({ length: 64 }, (_, index) => ({ code: "nullExpected", path: ["x", index], index: 0 }));
  fake.report = { count: 2, issues: [...issues, { code: "idMissing", path: ["id"], index: 1 }] };
  const codes = facade.validate([{ a: [NaN, NaN] }, {}]).issues.map(({ code }) => code);
  assert.deepEqual(codes, ["numberNotFinite", "numberNotFinite", ...Array(62).fill("nullExpected"), "idMissing"]);
});

test("abortEarly and maxIssues are told to the core, which need not find more", () => {
  facade.validate({}, { abortEarly: true, maxIssues: 5 });
  facade.validateText("{}", { maxIssues: 5 });
  facade.validateBytes(new Uint8Array(), { maxIssues: 1e9 });
  assert.deepEqual(fake.calls.slice(1).map(([, , limit]) => limit), [1, 5, ALL]);
});

test("where there are faults the core tells all, and the first are taken", () => {
  fake.report = { count: 1, issues: [{ code: "stringExpected", path: ["a"] }, { code: "idMissing", path: ["id"] }] };
  const expected = [["numberNotFinite", "a", undefined], ["idMissing", "id", undefined]];
  assert.deepEqual(briefly(facade.validate({ a: NaN }, { maxIssues: 2 })), expected);
  assert.deepEqual(briefly(facade.validate({ a: NaN }, { abortEarly: true })), expected.slice(0, 1));
  assert.deepEqual(fake.calls.slice(1).map(([, , limit]) => limit), [ALL, ALL]);
});

test("values stand in messages only where that is asked for", () => {
  fake.report = (text) => {
    const index = text.startsWith("[") ? { index: 0 } : {};
    const paths = [["s"], ["n"], ["o", "a"], ["list", 1], ["missing"], ["o", "toString"], ["__proto__", "p"], ["long"]];
    return { count: 1, issues: paths.map((path) => ({ code: "constExpected", path, ...index })) };
  };
  const value = JSON.parse('{"s":"x\\"","n":1.50,"o":{"a":null},"list":[1,[2]],"__proto__":{"p":true}}');
  value.long = "ä".repeat(70);
  const ends = ['(got "x\\"")', "(got 1.5)", "(got null)", "(got [2])", "", "", "(got true)", `(got "${"ä".repeat(63)}…)`];
  const endsOf = (result) => result.issues.map(({ message }) => message.split(":ConstExpected")[1].trim());
  const options = { includeValues: true };
  assert.deepEqual(endsOf(facade.validate(value, options)), ends);
  assert.deepEqual(endsOf(facade.validate([value], options)), ends);
  assert.deepEqual(endsOf(facade.validateText(JSON.stringify(value), options)), ends);
  assert.deepEqual(endsOf(facade.validateBytes(new TextEncoder().encode(JSON.stringify(value)), options)), ends);
  assert.deepEqual(endsOf(facade.validate(value)), ends.map(() => ""));
});

test("of what JSON cannot hold, numbers and texts are shown", () => {
  const { issues } = facade.validate([{ list: [NaN, -Infinity, 2n ** 1024n, "\ud800", () => {}] }], { includeValues: true });
  const ends = issues.map(({ message }) => message.match(/ \(got .*\)$/)?.[0]);
  assert.deepEqual(ends, [" (got NaN)", " (got -Infinity)", ` (got ${String(2n ** 1024n).slice(0, 64)}…)`, ' (got "\\ud800")', undefined]);
  assert.ok(!issues.some((issue) => "value" in issue));
});

test("a text that is no JSON shows no values", () => {
  fake.report = { count: 0, issues: [{ code: "unexpectedEnd", path: [], params: { line: 1, column: 2 } }] };
  assert.equal(facade.validateText("{", { includeValues: true }).issues[0].message, "the text ends too early at line 1 column 2");
});

test("half of a pair in a text is found before the core sees it", () => {
  const cases = [
    ['{"a":"\ud800"}', 1, 7],
    ['{\n"a":\r\n"😀ä\udc00"}', 3, 4],
    ["\ud800", 1, 1],
    ['"\ud83d\ud83d\ude00"', 1, 2],
    ["\ufeff\ud800", 1, 2],
  ];
  for (const [text, line, column] of cases) {
    const message = `an unpaired surrogate at line ${line} column ${column}`;
    const issue = { code: "unpairedSurrogate", path: [], message, params: { line, column } };
    assert.deepEqual(facade.validateText(text), { valid: false, count: 0, issues: [issue] });
  }
  assert.deepEqual(fake.calls, []);
});

test("half of a pair is found where there is no isWellFormed", () => {
  const { isWellFormed } = String.prototype;
  String.prototype.isWellFormed = undefined;
  try {
    assert.equal(facade.validateText('"😀\ud800"').issues[0].params.column, 3);
    assert.equal(facade.validateText('"😀"').valid, true);
  } finally {
    String.prototype.isWellFormed = isWellFormed;
  }
});

test("text reaches the core as UTF-8, whatever its characters take", () => {
  const texts = ["", "a", "é", "€", "😀", '{"a":"aé€😀"}', "\ufeff{}", "€".repeat(1e5)];
  for (const text of texts) facade.validateText(text);
  assert.deepEqual(fake.calls.slice(1).map(([, text]) => text), texts);
});

test("of a text that is too long in UTF-8 the core sees enough to refuse it", () => {
  for (const character of ["é", "€", "😀"]) {
    const text = character.repeat(4_194_304 / character.length);
    facade.validateText(text);
    const seen = Buffer.byteLength(fake.calls.at(-1)[1]);
    assert.ok(seen > 4_194_304 && seen <= 4_194_308, `${seen}`);
  }
});

test("more than 4 MiB is refused without being copied", () => {
  const refused = { valid: false, count: 0, issues: [{ code: "bodyTooLarge", path: [], message: "the body exceeds 4194304 bytes" }] };
  const long = "x".repeat(4_194_304);
  assert.deepEqual(facade.validateText(`${long}x`), refused);
  assert.deepEqual(facade.validateBytes(new Uint8Array(4_194_305)), refused);
  assert.deepEqual(facade.validate(long), refused);
  assert.deepEqual(fake.calls, []);
  assert.equal(facade.validateText(long).valid, true);
  assert.equal(facade.validateBytes(new Uint8Array(4_194_304)).valid, true);
});

test("a result that is more than 4 MiB with faults has them too", () => {
  const result = facade.validate({ a: NaN, b: "x".repeat(4_194_304) });
  assert.deepEqual(briefly(result), [["numberNotFinite", "a", undefined], ["bodyTooLarge", "", undefined]]);
});

test("what JSON has no value for is a mistake of the caller", () => {
  for (const value of [undefined, () => {}, Symbol("s"), { toJSON() {} }]) {
    assert.throws(() => facade.validate(value), { name: "TypeError", code: "notJson" });
  }
});

test("text that is no string and bytes that are none are mistakes of the caller", () => {
  for (const text of [undefined, null, 1, {}, new String("{}"), new Uint8Array()]) {
    assert.throws(() => facade.validateText(text), { name: "TypeError", code: "notJson" });
  }
  for (const bytes of [undefined, null, "{}", [1], new Uint16Array(1), new DataView(new ArrayBuffer(1)), {}]) {
    assert.throws(() => facade.validateBytes(bytes), { name: "TypeError", code: "notJson" });
  }
});

test("bytes may be an ArrayBuffer, a part of one, a Buffer, and of another realm", () => {
  const bytes = new TextEncoder().encode("x{}y");
  const ofAnotherRealm = vm.runInNewContext("Uint8Array.of(123, 125)");
  const inputs = [bytes.slice(1, 3).buffer, bytes.subarray(1, 3), Buffer.from("{}"), ofAnotherRealm, ofAnotherRealm.buffer];
  for (const input of inputs) facade.validateBytes(input);
  assert.deepEqual(fake.calls.slice(1).map(([, text]) => text), inputs.map(() => "{}"));
});

const BAD_OPTIONS = {
  "null": null,
  "a number, as map hands over": 1,
  "a text": "abortEarly",
  "abortEarly: 1": { abortEarly: 1 },
  'abortEarly: "true"': { abortEarly: "true" },
  "maxIssues: 0": { maxIssues: 0 },
  "maxIssues: -1": { maxIssues: -1 },
  "maxIssues: 1.5": { maxIssues: 1.5 },
  "maxIssues: NaN": { maxIssues: NaN },
  'maxIssues: "3"': { maxIssues: "3" },
  "maxIssues: 3n": { maxIssues: 3n },
  "maxIssues: [3]": { maxIssues: [3] },
  "includeValues: 0": { includeValues: 0 },
};

for (const [title, options] of Object.entries(BAD_OPTIONS)) {
  test(`options that are a mistake of the caller: ${title}`, () => {
    const mistake = { name: "TypeError", code: "optionInvalid" };
    assert.throws(() => facade.validate({}, options), mistake);
    assert.throws(() => facade.validateText("{}", options), mistake);
    assert.throws(() => facade.validateBytes(new Uint8Array(), options), mistake);
  });
}

test("options that are undefined count as absent", () => {
  assert.equal(facade.validate({}, { abortEarly: undefined, maxIssues: undefined, includeValues: undefined }).valid, true);
  assert.equal(fake.calls.at(-1)[2], ALL);
});
