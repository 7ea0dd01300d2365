//! Programs in TypeScript.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openProject } from "./lib/project.mjs";

const { run, remove } = await openProject("typescript");
after(remove);

test("a program for Node compiles, and runs; a CommonJS module as well", async () => {
  await run("tsc", ["--project", "tsconfig.json"]);
  const output = await run("node", ["dist/main.js"]);
  assert.deepEqual(JSON.parse(output), { sentences: ["id must not be empty"], stored: ["c:c", "s:ann,c"], starts: "function" });
  assert.equal(await run("node", ["dist/required.cjs"]), "1\n");
});

test("a program for a bundler compiles", async () => {
  await run("tsc", ["--project", "tsconfig.bundler.json"]);
});
