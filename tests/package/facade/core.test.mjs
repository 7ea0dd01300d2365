//! The life of the core: when it starts, where it cannot, what breaks it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fake, resetFake } from "./lib/fake_core.mjs";
import { importSource } from "./lib/source.mjs";

let facade;

beforeEach(async () => {
  resetFake();
  facade = await importSource("index.ts");
});

test("nothing is started when the package is loaded, and each core once", async () => {
  assert.equal(fake.starts, 0);
  facade.validate({});
  facade.validateText("{}");
  await facade.ready();
  assert.equal(facade.isSupported(), true);
  assert.equal(fake.starts, 1);
  facade.createCatalog([]).validate({});
  facade.compileSchema(true);
  assert.equal(fake.starts, 2);
});

test("an entry whose built-in types are in the core of all others has that one only", async () => {
  facade = await importSource("index.ts", "any_core.ts");
  await facade.ready();
  facade.validate({});
  facade.compileSchema(true);
  assert.equal(facade.isSupported(), true);
  assert.equal(fake.starts, 1);
  assert.deepEqual(fake.calls.map(([name, ...args]) => [name, args[0]]), [["Catalog", true], ["validateText", "{}"], ["Schema", "true"]]);
});

test("ready starts the core ahead", async () => {
  assert.equal(await facade.ready(), undefined);
  assert.equal(fake.starts, 1);
  facade.validate({});
  assert.equal(fake.starts, 1);
});

test("a call that comes before ready has ended is not held up, and its core stays", async () => {
  const ready = facade.ready();
  facade.validate({});
  await ready;
  facade.validate({});
  assert.equal(fake.calls.filter(([name]) => name === "BuiltIn").length, 1);
});

test("without WebAssembly every call throws, with the host's error as the cause", async () => {
  const cause = new TypeError("blocked by the Content Security Policy");
  fake.startError = cause;
  const unavailable = { name: "Error", code: "wasmUnavailable", cause };
  const calls = [
    () => facade.validate({}),
    () => facade.validateText("{}"),
    () => facade.validateBytes(new Uint8Array(1)),
    () => facade.createCatalog([]),
    () => facade.compileSchema({}),
    () => facade.relationship["~standard"].validate({}),
  ];
  for (const call of calls) assert.throws(call, unavailable);
  await assert.rejects(facade.ready(), unavailable);
  assert.equal(facade.isSupported(), false);
});

test("where there is no WebAssembly at all it is the same", async () => {
  const { WebAssembly } = globalThis;
  delete globalThis.WebAssembly;
  try {
    assert.throws(() => facade.validate({}), { name: "Error", code: "wasmUnavailable" });
    await assert.rejects(facade.ready(), { name: "Error", code: "wasmUnavailable" });
    assert.equal(facade.isSupported(), false);
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
});

test("WebAssembly that becomes available is used", () => {
  fake.startError = new Error("not yet");
  assert.equal(facade.isSupported(), false);
  fake.startError = undefined;
  assert.equal(facade.validate({}).valid, true);
});

test("after a trap the next call has a new core, catalogs and schemas included", () => {
  const catalog = facade.createCatalog([{ title: "t" }]);
  const schema = facade.compileSchema({ type: "string" });
  facade.validate({});
  const trap = new WebAssembly.RuntimeError("unreachable");
  const answer = fake.report;
  fake.report = () => {
    throw trap;
  };
  for (const judge of [catalog, facade]) assert.throws(() => judge.validate({}), trap);
  fake.report = answer;
  fake.calls = [];
  fake.starts = 0;
  for (const judge of [catalog, schema, facade]) assert.equal(judge.validate("x").valid, true);
  assert.equal(fake.starts, 2);
  const made = fake.calls.filter(([name]) => !name.startsWith("validate"));
  assert.deepEqual(made, [["Catalog", true], ["add", '{"title":"t"}'], ["Schema", '{"type":"string"}', "{}"], ["BuiltIn"]]);
});

test("a schema that is refused does not cost the core", () => {
  assert.throws(() => facade.compileSchema({ type: "bad" }));
  assert.throws(() => facade.createCatalog([{ type: "bad" }]));
  facade.compileSchema({});
  assert.equal(fake.starts, 1);
});
