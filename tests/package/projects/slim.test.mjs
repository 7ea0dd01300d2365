//! Programs that bring the core themselves, as the file `er-relationships/core.wasm`.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createServer } from "vite";
import { serveFolder, startChromium, withoutChromium } from "../lib/chromium.mjs";
import { NODES } from "./lib/nodes.mjs";
import { readPage } from "./lib/pages.mjs";
import { openProject } from "./lib/project.mjs";

const ANSWERS = ["the list of relationships is empty"];

const forNode = await openProject("slim-node");
after(forNode.remove);
const forVite = await openProject("slim-vite");
after(forVite.remove);

let chromium;
before(async () => {
  if (!withoutChromium) chromium = await startChromium();
});
after(() => chromium?.stop());

for (const { program, version } of NODES) {
  test(`its path is what Node resolves, ${version}`, async () => {
    assert.deepEqual(JSON.parse(await forNode.run(program, ["src/main.js"])), ANSWERS);
  });
}

test("its URL is what vite makes of it", { skip: withoutChromium }, async (t) => {
  await forVite.run("npm", ["run", "build"]);
  const server = await serveFolder(join(forVite.folder, "dist"));
  t.after(server.stop);
  assert.deepEqual(await readPage(chromium.context, `${server.url}/`), ANSWERS);

  const assets = join(forVite.folder, "dist/assets");
  const [wasm, ...others] = (await readdir(assets)).filter((name) => name.endsWith(".wasm"));
  assert.deepEqual(others, []);
  const original = await readFile(join(forVite.folder, "node_modules/er-relationships/dist/core.wasm"));
  assert.ok(original.equals(await readFile(join(assets, wasm))));
});

test("its URL is what vite's development server makes of it", { skip: withoutChromium }, async (t) => {
  const server = await createServer({ root: forVite.folder, logLevel: "error" });
  t.after(() => server.close());
  await server.listen();
  assert.deepEqual(await readPage(chromium.context, server.resolvedUrls.local[0]), ANSWERS);
});
