//! Catalogs and schemas of the caller.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fake, resetFake } from "./lib/fake_core.mjs";
import { importSource } from "./lib/source.mjs";

let facade;

beforeEach(async () => {
  resetFake();
  facade = await importSource("index.ts");
});

test("a catalog adds the types in their order to the built-in ones, or has only them", () => {
  facade.createCatalog([{ title: "a" }, { title: "b" }]);
  facade.createCatalog([], { builtIn: false });
  facade.createCatalog([], { builtIn: undefined });
  assert.deepEqual(fake.calls, [
    ["Catalog", true],
    ["add", '{"title":"a"}'],
    ["add", '{"title":"b"}'],
    ["Catalog", false],
    ["Catalog", true],
  ]);
});

test("a catalog judges values, text and bytes as the package does", () => {
  const catalog = facade.createCatalog([{ title: "a" }]);
  fake.calls = [];
  fake.report = { count: 1, issues: [{ code: "idMissing", path: ["id"] }] };
  const options = { maxIssues: 3 };
  const issue = { code: "idMissing", path: ["id"], message: "Relationship id is missing" };
  const expected = { valid: false, count: 1, issues: [issue] };
  assert.deepEqual(catalog.validate({ a: 1 }, options), expected);
  assert.deepEqual(catalog.validateText('{"a":1}', options), expected);
  assert.deepEqual(catalog.validateBytes(new TextEncoder().encode('{"a":1}'), options), expected);
  assert.deepEqual(fake.calls, [["validateText", '{"a":1}', 3], ["validateText", '{"a":1}', 3], ["validateBytes", '{"a":1}', 3]]);
  assert.deepEqual(catalog.relationship["~standard"].validate({}), { issues: [{ message: "id is required", path: ["id"] }] });
  assert.equal(catalog.relationships["~standard"].validate({}).issues[0].message, "the value must be a list");
  assert.ok(!("jsonSchema" in catalog.relationship["~standard"]));
});

test("in a list that a catalog judges, faults have the index of their relationship", () => {
  const { issues } = facade.createCatalog([]).validate([{}, { a: NaN }]);
  assert.deepEqual(issues, [{ code: "numberNotFinite", path: ["a"], message: "a:NumberNotFinite", index: 1 }]);
});

test("a type that is none is told with its place in the list and in the schema", () => {
  assert.throws(() => facade.createCatalog([{ title: "a" }, { title: "b", type: "bad" }]), {
    name: "TypeError",
    code: "schemaInvalid",
    index: 1,
    location: "#/type",
    message: "relationship type 1: `#/type` must be a type",
  });
});

test("a type that JSON cannot hold is told likewise", () => {
  assert.throws(() => facade.createCatalog([{ title: "a" }, { properties: { "a/b~c": [{ maximum: NaN }] } }]), {
    name: "TypeError",
    code: "schemaInvalid",
    index: 1,
    location: "#/properties/a~1b~0c/0/maximum",
    message: "relationship type 1: `#/properties/a~1b~0c/0/maximum` is no JSON value: numberNotFinite",
  });
  assert.throws(() => facade.createCatalog([undefined]), {
    code: "schemaInvalid",
    index: 0,
    location: "#",
    message: "relationship type 0: `#` is no JSON value: undefined",
  });
});

test("arguments that are none are mistakes of the caller", () => {
  for (const types of [undefined, null, {}, "[]"]) {
    assert.throws(() => facade.createCatalog(types), { name: "TypeError", code: "schemaInvalid" });
  }
  for (const options of [{ builtIn: 1 }, { builtIn: null }]) {
    assert.throws(() => facade.createCatalog([], options), { name: "TypeError", code: "optionInvalid" });
  }
});

test("a schema is compiled with its documents, booleans included", () => {
  facade.compileSchema(true);
  facade.compileSchema({ $ref: "u" }, { documents: { u: false } });
  assert.deepEqual(fake.calls, [["Schema", "true", "{}"], ["Schema", '{"$ref":"u"}', '{"u":false}']]);
});

test("a compiled schema judges values and text", () => {
  const schema = facade.compileSchema({ type: "string" });
  fake.calls = [];
  fake.report = { count: 1, issues: [{ code: "stringExpected", path: [0], keyword: "type", schemaPath: "#/type" }] };
  const issue = { code: "stringExpected", path: [0], message: "[0]:StringExpected", keyword: "type", schemaPath: "#/type" };
  assert.deepEqual(schema.validate([1], { abortEarly: true }), { valid: false, count: 1, issues: [issue] });
  assert.deepEqual(schema.validateText("[1]"), { valid: false, count: 1, issues: [issue] });
  assert.deepEqual(fake.calls, [["validateText", "[1]", 1], ["validateText", "[1]", 6400]]);
});

test("for a schema a list is a value like any other: faults have no index", () => {
  const { issues } = facade.compileSchema({}).validate([1, NaN]);
  assert.deepEqual(issues, [{ code: "numberNotFinite", path: [1], message: "[1]:NumberNotFinite" }]);
});

test("a schema that is none is told with its place", () => {
  assert.throws(() => facade.compileSchema({ type: "bad" }), {
    name: "TypeError",
    code: "schemaInvalid",
    location: "#/type",
    message: "schema: `#/type` must be a type",
  });
  assert.throws(() => facade.compileSchema(undefined), { name: "TypeError", code: "schemaInvalid", location: "#" });
  assert.throws(() => facade.compileSchema({}, { documents: { u: { a: () => {} } } }), {
    code: "schemaInvalid",
    location: "#/u/a",
    message: "documents: `#/u/a` is no JSON value: notJson",
  });
});

test("a schema that is too large is refused", () => {
  const tooLarge = { title: "x".repeat(4_194_304) };
  assert.throws(() => facade.compileSchema(tooLarge), { code: "schemaInvalid", message: "schema: `#` is too large" });
});
