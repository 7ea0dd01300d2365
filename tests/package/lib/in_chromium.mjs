//! Tests that run in a page of headless Chromium, against the packed package.

import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../../scripts/lib/places.mjs";
import { serveFolder, startChromium, withoutChromium } from "./chromium.mjs";
import { reportResults } from "./results.mjs";
import { makeProject } from "./tarball.mjs";

/** What the package's names stand for without a bundler; nothing is added to what the package says of itself. */
const IMPORTS = {
  "er-relationships": "/node_modules/er-relationships/dist/index.js",
  "er-relationships/endpoint": "/node_modules/er-relationships/dist/endpoint.js",
};

/**
 * Reports the results of `runner`'s `run(theEntry, data)` in a page; one skipped test where there is no Chromium.
 *
 * @param {string} title
 * @param {string} entry of the package
 * @param {string} runner a module under tests/, by its path in the project
 * @param {() => Promise<unknown>} loadData of JSON
 */
export async function reportFromChromium(title, entry, runner, loadData) {
  if (withoutChromium) test(title, { skip: withoutChromium });
  else reportResults(await runInChromium(entry, runner, await loadData()));
}

async function runInChromium(entry, runner, data) {
  const project = await makeProject({
    "index.html": `<!doctype html><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`,
  });
  await writeFile(join(project.folder, "data.json"), JSON.stringify(data));
  await cp(join(ROOT, "tests"), join(project.folder, "tests"), { recursive: true });
  const server = await serveFolder(project.folder);
  const { context, stop } = await startChromium();
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/`);
    return await page.evaluate(
      async ([entry, runner]) => {
        const { run } = await import(`/${runner}`);
        return run(await import(entry), await (await fetch("/data.json")).json());
      },
      [entry, runner],
    );
  } finally {
    await stop();
    await server.stop();
    await project.remove();
  }
}
