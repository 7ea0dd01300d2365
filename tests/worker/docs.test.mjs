//! The description of the API as the Worker's address serves it: for programs and for people.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/lib/chromium.mjs";
import { bundleDescription } from "../../scripts/lib/openapi.mjs";
import { send } from "./lib/request.mjs";
import { startWorker } from "./lib/server.mjs";

/** A wide screen and a narrow one. */
const WIDTHS = [1400, 400];

const executablePath = await findChromium();
const document = await bundleDescription();
let server;

before(async () => {
  server = await startWorker();
});

after(() => server.stop());

const get = (path) => send(`${server.url}${path}`, { method: "GET" });

test("openapi.json is the description, and takes no token", async () => {
  const { status, headers, body } = await get("/openapi.json");
  assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
  assert.deepEqual(JSON.parse(body), document);
});

test("what is served beside the Worker may do nothing but what the pages need", async () => {
  for (const path of ["/", "/openapi.json", "/docs", "/docs/start.js"]) {
    const { status, headers } = await get(path);
    assert.equal(status, 200, path);
    assert.match(headers["content-security-policy"], /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; /);
    assert.doesNotMatch(headers["content-security-policy"], /'unsafe/);
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["x-content-type-options"], "nosniff");
  }
});

test("other names of the page lead to it, and what is not a page goes to the Worker", async () => {
  for (const path of ["/docs/", "/docs.html"]) {
    const { status, headers } = await get(path);
    assert.deepEqual([status, headers.location], [307, "/docs"]);
  }
  for (const path of ["/nothing", "/docs/nothing", "/.inputs", "/_headers", "/.assetsignore"]) {
    const { status, body } = await get(path);
    assert.deepEqual([status, JSON.parse(body).status.message], [404, "Not Found: the path is unknown"], path);
  }
});

test("the page shows every operation, loads nothing from elsewhere and fits on its screen", { skip: !executablePath && "Chromium is not on the PATH" }, async () => {
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    for (const width of WIDTHS) await checkPage(await browser.newPage({ viewport: { width, height: 1000 } }), width);
  } finally {
    await browser.close();
  }
});

async function checkPage(page, width) {
  const complaints = [];
  const isOurs = (url) => url.startsWith(server.url) || url.startsWith("data:");
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => isOurs(request.url()) || complaints.push(request.url()));
  const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
  await page.goto(`${server.url}/docs#/Relationships/upsertRelationships`);
  await page.locator(".opblock.is-open .response").first().waitFor();
  const shown = await page.locator(".opblock-summary").evaluateAll((all) =>
    all.map((each) => `${each.querySelector(".opblock-summary-method").textContent} ${each.querySelector("[data-path]").dataset.path}`),
  );
  assert.deepEqual(shown.sort(), operations.sort());
  assert.equal(await page.evaluate(() => globalThis.document.documentElement.scrollWidth), width);
  assert.deepEqual(complaints, []);
}
