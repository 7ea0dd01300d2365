//! A Worker, as wrangler bundles it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { startProjectWorker } from "../lib/workerd.mjs";
import { ANSWERS } from "./lib/answers.mjs";
import { openProject } from "./lib/project.mjs";

const { folder, run, remove } = await openProject("worker");
after(remove);

test("a Worker answers in workerd", async (t) => {
  const server = await startProjectWorker(folder);
  t.after(server.stop);
  const response = await fetch(server.url);
  assert.deepEqual(await response.json(), ANSWERS);
});

test("what is uploaded has the wasm as modules, and none of it as text", async () => {
  const settings = ["--name", "package-test", "--compatibility-date", "2026-01-01"];
  await run("wrangler", ["deploy", "worker.mjs", ...settings, "--dry-run", "--outdir", "out"]);
  const names = await readdir(join(folder, "out"));
  const modules = await digests(names.filter((name) => name.endsWith(".wasm")).map((name) => join(folder, "out", name)));
  const dist = join(folder, "node_modules/er-relationships/dist");
  assert.deepEqual(modules, await digests([join(dist, "core.wasm"), join(dist, "endpoint.wasm")]));
  const { size } = await stat(join(folder, "out/worker.js"));
  assert.ok(size < 100_000, `${size} bytes`);
});

async function digests(files) {
  const each = files.map(async (file) => createHash("sha256").update(await readFile(file)).digest("hex"));
  return (await Promise.all(each)).sort();
}
