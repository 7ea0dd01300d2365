//! The files that Cloudflare serves beside the Worker: the page of `www/`, which is built upon the npm package, and the
//! description of the API with what renders it.

import { appendFile, copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.mjs";
import { buildPackage } from "./package.mjs";
import { ASSETS_BUILD, ROOT } from "./places.mjs";
import { makeOnce } from "./stamp.mjs";

/** What decides what comes out. */
const INPUTS = {
  folders: ["openapi", "www", "pkg/dist"],
  files: ["package.json", "scripts/lib/assets.mjs", "scripts/lib/openapi.mjs"],
};

/** Of the package `swagger-ui-dist`, what the page loads. */
const RENDERER = ["swagger-ui-bundle.js", "swagger-ui.css"];

/** Libraries of which only workers of the page are made. Vite does not take their licences along. */
const IN_WORKERS = ["cytoscape-fcose", "cose-base", "layout-base"];

/** Makes the files, if anything has changed. */
export async function buildAssets() {
  await buildPackage();
  await makeOnce(ASSETS_BUILD, INPUTS, async () => {
    // Before anything is taken away: a local server goes on with what it has while the page has a mistake.
    await run("tsc", ["--project", "www"]);
    await rm(ASSETS_BUILD, { recursive: true });
    await run("vite", ["build", "www", "--outDir", ASSETS_BUILD, "--logLevel", "warn"]);
    for (const name of IN_WORKERS) await appendFile(join(ASSETS_BUILD, "licences.md"), await noticeOf(name));
    for (const file of RENDERER) await copyFile(join(ROOT, "node_modules/swagger-ui-dist", file), join(ASSETS_BUILD, "docs", file));
    // Not before: on a clean clone the packages were installed a moment ago.
    const { bundleDescription } = await import("./openapi.mjs");
    await writeFile(join(ASSETS_BUILD, "openapi.json"), `${JSON.stringify(await bundleDescription(), null, 2)}\n`);
    // The note of `makeOnce` is nobody else's business.
    await writeFile(join(ASSETS_BUILD, ".assetsignore"), ".inputs\n");
  });
}

/** What the licence of an npm package asks to be told, in the form of Vite's own. */
async function noticeOf(name) {
  const folder = join(ROOT, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return `\n## ${name} - ${version} (${license})\n\n${await readFile(join(folder, "LICENSE"), "utf8")}`;
}
