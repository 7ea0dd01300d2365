//! What `er-relationships/slim` has besides: `init`.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import vm from "node:vm";
import { importSource } from "./lib/source.mjs";

/** The smallest wasm. */
const WASM = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let slim;

beforeEach(async () => {
  slim = await importSource("load/slim.ts");
});

test("before init every call is a mistake of the caller", async () => {
  const mistake = { name: "TypeError", code: "notInitialized" };
  assert.throws(() => slim.moduleNow(), mistake);
  await assert.rejects(slim.moduleSoon(), mistake);
});

test("a mistake of the caller is not the host's refusal", async () => {
  const { lazyCore } = await importSource("lazy_core.ts");
  const core = lazyCore(() => assert.fail("not reached"), slim.moduleNow, slim.moduleSoon);
  assert.throws(() => core.hold(() => 1)(() => 1), { name: "TypeError", code: "notInitialized" });
  await assert.rejects(core.start(), { name: "TypeError", code: "notInitialized" });
});

test("init takes bytes of any kind and realm, and a module", async () => {
  const module = new WebAssembly.Module(WASM);
  const bytes = [WASM, WASM.buffer, Buffer.from(WASM), vm.runInNewContext(`Uint8Array.of(${WASM}).buffer`)];
  for (const source of bytes) {
    slim.init(source);
    assert.ok(slim.moduleNow() instanceof WebAssembly.Module);
  }
  slim.init(module);
  assert.equal(slim.moduleNow(), module);
  assert.equal(await slim.moduleSoon(), module);
});

test("bytes that cannot be compiled are refused at once", () => {
  assert.throws(() => slim.init(Uint8Array.of(1)), { name: "Error", code: "wasmUnavailable" });
});
