//! The table of `tests/cases/` through `createEndpoint` of the packed package, in headless Chromium.

import { cp } from "node:fs/promises";
import { test } from "node:test";
import { join } from "node:path";
import { ROOT } from "../../../scripts/lib/places.mjs";
import { serveFolder, startChromium, withoutChromium } from "../lib/chromium.mjs";
import { reportResults } from "../lib/results.mjs";
import { makeProject } from "../lib/tarball.mjs";
import { loadParityData } from "./data.mjs";

if (withoutChromium) test("the table in Chromium", { skip: withoutChromium });
else reportResults(await runInChromium());

async function runInChromium() {
  // Stands in for a bundler, and adds nothing to what the package says of itself.
  const imports = { "er-relationships/endpoint": "/node_modules/er-relationships/dist/endpoint.js" };
  const project = await makeProject({
    "index.html": `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`,
    "cases.json": JSON.stringify(await loadParityData()),
  });
  const server = await serveFolder(project.folder);
  const { context, stop } = await startChromium();
  try {
    for (const part of ["tests/lib", "tests/package/parity"]) {
      await cp(join(ROOT, part), join(project.folder, part), { recursive: true });
    }
    const page = await context.newPage();
    await page.goto(`${server.url}/`);
    return await page.evaluate(async () => {
      const { createEndpoint } = await import("er-relationships/endpoint");
      const { runCases } = await import("/tests/package/parity/run.mjs");
      return runCases(createEndpoint, await (await fetch("/cases.json")).json());
    });
  } finally {
    await stop();
    await server.stop();
    await project.remove();
  }
}
