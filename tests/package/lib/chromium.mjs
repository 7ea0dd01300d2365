//! Headless Chromium on pages of this machine.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "../../../scripts/lib/chromium.mjs";

/** What browsers ask of a file before they run it. */
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const CHROMIUM = await findChromium();

/** For `skip` of a test: why there is no Chromium, or `false` if there is one. */
export const withoutChromium = CHROMIUM === undefined && "no Chromium on the PATH; the variable CHROMIUM can name one";

/**
 * Serves a folder on localhost, which browsers take for a secure context.
 *
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function serveFolder(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    try {
      const content = await readFile(join(folder, path.endsWith("/") ? `${path}index.html` : path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? TYPES[".html"] }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://localhost:${server.address().port}`, stop };
}

/**
 * Starts a Chromium with a profile of its own.
 *
 * @returns {Promise<{context: import("playwright-core").BrowserContext, stop: () => Promise<void>}>}
 */
export async function startChromium() {
  const profile = await mkdtemp(join(tmpdir(), "chromium-test-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
  const stop = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { context, stop };
}
