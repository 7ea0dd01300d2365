//! Programs that a bundler builds for pages, without configuration and plug-ins of the package's own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { createServer } from "vite";
import { serveFolder, startChromium, withoutChromium } from "../lib/chromium.mjs";
import { ANSWERS } from "./lib/answers.mjs";
import { readPage } from "./lib/pages.mjs";
import { openProject } from "./lib/project.mjs";

/** The projects, by the folder that they serve once they are built. */
const BUILT = { esbuild: ".", rollup: ".", vite: "dist", webpack: "." };

let chromium;
before(async () => {
  if (!withoutChromium) chromium = await startChromium();
});
after(() => chromium?.stop());

for (const [bundler, served] of Object.entries(BUILT)) {
  test(`${bundler} builds a page`, { skip: withoutChromium }, async (t) => {
    const { folder, run, remove } = await openProject(bundler);
    t.after(remove);
    await run("npm", ["run", "build"]);
    const server = await serveFolder(join(folder, served));
    t.after(server.stop);
    assert.deepEqual(await readPage(chromium.context, `${server.url}/`), ANSWERS);
  });
}

test("vite's development server serves a page", { skip: withoutChromium }, async (t) => {
  const { folder, remove } = await openProject("vite");
  t.after(remove);
  const server = await createServer({ root: folder, logLevel: "error" });
  t.after(() => server.close());
  await server.listen();
  assert.deepEqual(await readPage(chromium.context, server.resolvedUrls.local[0]), ANSWERS);
});
