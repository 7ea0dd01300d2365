//! Pages that may not run WebAssembly, and one that may run nothing else that is made of data.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveFolder, startChromium, withoutChromium } from "../lib/chromium.mjs";
import { ANSWERS } from "./lib/answers.mjs";
import { readPage } from "./lib/pages.mjs";
import { openProject } from "./lib/project.mjs";

const UNAVAILABLE = { isError: true, code: "wasmUnavailable", hasCause: true };

/** `isSupported` is false there, and the page goes on after each error. */
const REFUSED = {
  validate: UNAVAILABLE,
  again: UNAVAILABLE,
  createCatalog: UNAVAILABLE,
  createEndpoint: UNAVAILABLE,
  ready: UNAVAILABLE,
  explained: "destinationEntityId is required",
};

let project, server, chromium;
before(async () => {
  if (withoutChromium) return;
  project = await openProject("csp");
  await project.run("npm", ["run", "build"]);
  chromium = await startChromium();
  server = await serveFolder(project.folder);
});
after(async () => {
  await server?.stop();
  await chromium?.stop();
  await project?.remove();
});

for (const [title, page, answers] of [
  ["under a policy without 'wasm-unsafe-eval' calls throw, and the page goes on", "no-wasm.html", REFUSED],
  ["without WebAssembly, as in Lockdown Mode, calls throw, and the page goes on", "lockdown.html", REFUSED],
  ["under a policy with 'wasm-unsafe-eval' everything works", "wasm.html", ANSWERS],
]) {
  test(title, { skip: withoutChromium }, async () => {
    assert.deepEqual(await readPage(chromium.context, `${server.url}/${page}`), answers);
  });
}
