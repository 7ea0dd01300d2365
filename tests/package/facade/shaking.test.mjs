//! What a bundler leaves of dist/index.js: programs should not pay for what they do not use.

import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { buildPackage } from "../../../scripts/lib/package.mjs";
import { PACKAGE_DIST } from "../../../scripts/lib/places.mjs";

let folder;

before(async () => {
  await buildPackage();
  folder = await mkdtemp(join(tmpdir(), "shaking-test-"));
  // Without the package.json that says that there are no effects: this looks for itself.
  await copyFile(join(PACKAGE_DIST, "index.js"), join(folder, "er-relationships.js"));
});

after(() => rm(folder, { recursive: true }));

/** A program, bundled and minified. */
async function bundle(program, options = {}) {
  const stdin = { contents: program, resolveDir: folder };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false, ...options });
  return outputFiles[0].text;
}

test("loading the package does nothing", async () => {
  assert.equal(await bundle('import "./er-relationships.js";'), "");
});

test("a program that only validates has no sentences, schemas or catalogs", async () => {
  const program = await bundle('import { validate } from "./er-relationships.js"; console.log(validate({}));');
  for (const trace of ["is required", "~standard", "json-schema.org", "schemaInvalid", "an unexpected character"]) {
    assert.ok(!program.includes(trace), trace);
  }
  assert.equal(coresIn(program), 1);
});

test("a program that only compiles schemas has one core too", async () => {
  const program = await bundle('import { compileSchema } from "./er-relationships.js"; console.log(compileSchema({}));');
  assert.equal(coresIn(program), 1);
});

test("a program that only reads tables has one core and no sentences", async () => {
  const program = await bundle('import { parseCsv } from "./er-relationships.js"; console.log(parseCsv(""));');
  assert.ok(!program.includes("is required"));
  assert.equal(coresIn(program), 1);
});

test("a program that reads no tables has nothing of them", async () => {
  for (const call of ["validate({})", "compileSchema({})"]) {
    const [name] = call.split("(");
    const program = await bundle(`import { ${name} } from "./er-relationships.js"; console.log(${call});`);
    assert.ok(!program.includes(".Csv") && !program.includes(`${64 * 1024 * 1024}`), name);
  }
});

/** How many wasms a program has as text. */
function coresIn(program) {
  return [...program.matchAll(/"[^"]{20000,}"/g)].length;
}

test("a program that only sorts issues has no core", async () => {
  const program = await bundle('import { byItem } from "./er-relationships.js"; console.log(byItem);');
  assert.ok(program.length < 400, `${program.length} bytes`);
});

test("a program that only explains has no core", async () => {
  const program = await bundle('import { explain } from "./er-relationships.js"; console.log(explain);');
  assert.ok(!program.includes("WebAssembly"));
});

test("no code is made of text, and nothing is awaited at the top", async () => {
  const program = await bundle('export * from "./er-relationships.js";', { target: "es2022", supported: { "top-level-await": false } });
  assert.doesNotMatch(program, /\beval\b|\bnew Function\b|\bFunction\(/);
});
