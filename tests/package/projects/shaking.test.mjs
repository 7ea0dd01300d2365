//! What bundlers leave of the package in a program that only validates.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { openProject } from "./lib/project.mjs";

/** Of the JavaScript beside the wasm, in bytes and not minified. */
const MAX_JAVASCRIPT = 40_000;

const { folder, run, remove } = await openProject("shaking");
after(remove);

/** The wasm of the package, which is its long strings: the core of the built-in types, and the larger one that takes any. */
const strings = (await readFile(join(folder, "node_modules/er-relationships/dist/index.js"), "utf8")).match(/"[^"\n]{10000,}"/g);
assert.equal(strings.length, 2);
const [small, whole] = strings.sort((a, b) => a.length - b.length);

for (const bundler of ["esbuild", "rollup", "vite", "webpack"]) {
  test(`${bundler} leaves the small core, and nothing of what is not called`, async () => {
    await run("npm", ["run", bundler]);
    const program = await readFile(join(folder, `dist/${bundler}.js`), "utf8");
    assert.ok(program.includes(small), "the small core");
    assert.ok(!program.includes(whole), "the whole core");
    assert.ok(program.length - small.length < MAX_JAVASCRIPT, `${program.length - small.length} bytes of JavaScript`);
    // The sentences of `explain`, the catalogs, Standard Schema.
    for (const trace of ["is required", "schemaInvalid", "~standard"]) assert.ok(!program.includes(trace), trace);
  });
}
