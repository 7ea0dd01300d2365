//! Programs for Deno and Bun.

import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { ANSWERS } from "./lib/answers.mjs";
import { openProject } from "./lib/project.mjs";
import { findRuntime } from "./lib/runtimes.mjs";

const ASKED = { ...ANSWERS, codes: ["emptyList"] };

const deno = findRuntime("deno", "deno");
test("Deno checks a program's types and runs it", { skip: deno.missing }, async (t) => {
  const { folder, run, remove } = await openProject("deno");
  t.after(remove);
  // What the package needs is in node_modules; nothing is asked of the network, nor of the machine but these files.
  const env = { DENO_DIR: join(folder, ".deno"), DENO_NO_UPDATE_CHECK: "1" };
  const output = await run(deno.program, ["run", "--check", "--cached-only", "--no-prompt", "src/main.ts"], env);
  assert.deepEqual(JSON.parse(output), ASKED);
});

const bun = findRuntime("bun", "bin/bun");
test("Bun runs a program", { skip: bun.missing }, async (t) => {
  const { run, remove } = await openProject("bun");
  t.after(remove);
  assert.deepEqual(JSON.parse(await run(bun.program, ["--no-install", "src/main.ts"])), ASKED);
});
