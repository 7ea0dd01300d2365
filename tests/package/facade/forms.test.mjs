//! What forms use: Standard Schema, sentences, and results by field and by item.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fake, resetFake } from "./lib/fake_core.mjs";
import { importSource } from "./lib/source.mjs";

let facade;

beforeEach(async () => {
  resetFake();
  facade = await importSource("index.ts");
});

/** What a Standard Schema says. */
function judge(schema, value) {
  return schema["~standard"].validate(value);
}

test("relationship and relationships are Standard Schemas of this vendor", () => {
  for (const { "~standard": standard } of [facade.relationship, facade.relationships]) {
    assert.deepEqual([standard.version, standard.vendor], [1, "er-relationships"]);
  }
});

test("what is valid is handed on as it is", () => {
  const value = { id: "a" };
  assert.deepEqual(judge(facade.relationship, value), { value });
  assert.equal(judge(facade.relationship, value).value, value);
});

test("issues are for people, and the path in a list starts with the index", () => {
  fake.report = { count: 1, issues: [{ code: "stringExpected", path: ["customData", "a", 0], keyword: "type" }] };
  assert.deepEqual(judge(facade.relationship, {}), { issues: [{ message: "customData.a[0] must be text", path: ["customData", "a", 0] }] });
  fake.report = { count: 2, issues: [{ code: "idMissing", path: ["id"], index: 1 }] };
  assert.deepEqual(judge(facade.relationships, [{}, {}]), { issues: [{ message: "id is required", path: [1, "id"] }] });
});

test("relationship takes one object, relationships a list", () => {
  const one = { issues: [{ message: "the value must be an object", path: [] }] };
  const list = { issues: [{ message: "the value must be a list", path: [] }] };
  for (const value of [undefined, null, "", 1, [], [{}], [NaN], () => {}, { toJSON: () => [] }]) {
    assert.deepEqual(judge(facade.relationship, value), one);
  }
  for (const value of [undefined, null, "[]", {}, { a: NaN }]) assert.deepEqual(judge(facade.relationships, value), list);
  assert.deepEqual(fake.calls, []);
});

test("a form's value that JSON cannot hold has its issue too", () => {
  assert.deepEqual(judge(facade.relationship, { a: NaN }), { issues: [{ message: "a must be a finite number", path: ["a"] }] });
  fake.report = { count: 0, issues: [{ code: "objectOrListExpected", path: [] }] };
  assert.deepEqual(judge(facade.relationship, new Map()), { issues: [{ message: "the value is nothing that can be sent", path: [] }] });
});

test("the JSON Schema is given in three dialects, with the types' names", () => {
  const dialects = {
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "draft-2020-12": "https://json-schema.org/draft/2020-12/schema",
  };
  for (const [target, $schema] of Object.entries(dialects)) {
    const { input, output } = facade.relationship["~standard"].jsonSchema;
    assert.equal(input({ target }).$schema, $schema);
    assert.deepEqual(input({ target }), output({ target }));
    assert.deepEqual(input({ target }).properties.relationshipType, { enum: ["a", "b"] });
    const list = facade.relationships["~standard"].jsonSchema.input({ target });
    const { $schema: _, ...one } = input({ target });
    assert.deepEqual(list, { $schema, type: "array", minItems: 1, maxItems: 100, items: one });
  }
});

test("a JSON Schema in any other dialect is refused", () => {
  for (const target of ["draft-04", "openapi-3.0", "", "constructor", "__proto__", undefined]) {
    assert.throws(() => facade.relationship["~standard"].jsonSchema.input({ target }), { name: "TypeError", code: "optionInvalid" });
  }
});

test("every code has a sentence of its own in English, and none ends with a full stop", async () => {
  const { readIssueCodes } = await import("./lib/codes.mjs");
  for (const code of await readIssueCodes()) {
    const sentence = facade.explain({ code, path: ["a"], message: "the message" });
    assert.ok(sentence && !sentence.endsWith("."), code);
    assert.ok(code in facade.messages.en, code);
  }
});

test("a sentence suggests what the core takes to be meant", () => {
  const issue = { code: "typeNotRegistered", path: ["relationshipType"], message: "Failed-Invalid Schema" };
  const start = "relationshipType is not a registered relationship type";
  assert.equal(facade.explain(issue), start);
  assert.equal(facade.explain({ ...issue, params: { nearestType: "n" } }), `${start}; did you mean n?`);
  assert.equal(facade.explain({ ...issue, params: { nearestType: "n", inverseType: "i" } }), `${start}; did you mean i or n?`);
  const hint = { code: "endsSwapped", path: ["relationshipType"], message: "", params: { inverseType: "i" } };
  assert.equal(facade.explain(hint), "source and destination look swapped; did you mean i?");
});

test("a sentence on text has line and column, one on a value its place", () => {
  const message = "nested deeper than 64 at line 1 column 65";
  const inText = { code: "tooDeep", path: [], message, params: { line: 1, column: 65 } };
  assert.equal(facade.explain(inText), `the text is not valid JSON: ${message}`);
  assert.equal(facade.explain({ code: "tooDeep", path: ["a"], message: "a:TooDeep" }), "a is nested too deep");
});

test("sentences can be replaced and added, and what a locale lacks is English", () => {
  const issue = { code: "propertyRequired", path: ["a$&", 0], message: "m" };
  facade.messages.de = {
    "#": "die Eingabe",
    propertyRequired: "{property} fehlt",
    objectExpected: "{property} ist kein Objekt",
    tooCostly: ({ path }) => `${path.length}: {property}`,
  };
  assert.equal(facade.explain(issue, "de"), "a$&[0] fehlt");
  assert.equal(facade.explain({ code: "tooCostly", path: ["x"], message: "" }, "de"), "1: x");
  assert.equal(facade.explain({ code: "objectExpected", path: [], message: "" }, "de"), "die Eingabe ist kein Objekt");
  assert.equal(facade.explain({ code: "idEmpty", path: ["id"], message: "" }, "de"), "id must not be empty");
  assert.equal(facade.explain(issue, "fr"), "a$&[0] is required");
  facade.messages.en.propertyRequired = "we need {property}";
  assert.equal(facade.explain(issue), "we need a$&[0]");
});

test("a code or a locale that is not known gives the endpoint's message", () => {
  const issue = { code: "later", path: [], message: "the message" };
  for (const locale of ["en", "constructor", "__proto__", ""]) assert.equal(facade.explain(issue, locale), "the message");
});

test("flatten gives sentences by field, those of the whole for the form", () => {
  fake.report = {
    count: 1,
    issues: [
      { code: "propertyRequired", path: ["customData", "a", 0] },
      { code: "stringExpected", path: ["customData", "a", 0] },
      { code: "noAdditionalPropertiesAllowed", path: ["__proto__"] },
      { code: "noAdditionalPropertiesAllowed", path: ["constructor"] },
      { code: "tooFewProperties", path: [] },
    ],
  };
  const { form, fields } = facade.flatten(facade.validate({}));
  assert.deepEqual(form, ["the value has too few properties"]);
  assert.deepEqual(Object.entries(fields), [
    ["customData.a[0]", ["customData.a[0] is required", "customData.a[0] must be text"]],
    ["__proto__", ["__proto__ is not a property of this relationship type"]],
    ["constructor", ["constructor is not a property of this relationship type"]],
  ]);
  assert.equal(Object.getPrototypeOf(fields), null);
});

test("flatten puts the index of a list before the field, and speaks the locale", () => {
  facade.messages.de = { idMissing: "id fehlt" };
  fake.report = { count: 2, issues: [{ code: "idMissing", path: ["id"], index: 1 }, { code: "tooCostly", path: [], index: 1 }] };
  const { form, fields } = facade.flatten(facade.validate([{}, {}]), "de");
  assert.deepEqual([form, { ...fields }], [[], { "[1].id": ["id fehlt"], "[1]": ["the value takes too long to check"] }]);
});

test("byItem gives a list for each relationship, empty where nothing is wrong", () => {
  const found = [["idMissing", 1], ["idEmpty", 1], ["idMissing", 2]];
  fake.report = { count: 3, issues: found.map(([code, index]) => ({ code, path: ["id"], index })) };
  const codes = facade.byItem(facade.validate([{}, {}, {}])).map((issues) => issues.map(({ code }) => code));
  assert.deepEqual(codes, [[], ["idMissing", "idEmpty"], ["idMissing"]]);
});

test("byItem gives one relationship its list, and nothing where nothing was judged", () => {
  fake.report = { count: 1, issues: [{ code: "idMissing", path: ["id"] }] };
  assert.equal(facade.byItem(facade.validate({}))[0][0].code, "idMissing");
  fake.report = { count: 0, issues: [{ code: "emptyList", path: [] }] };
  assert.deepEqual(facade.byItem(facade.validate([])), []);
});
