//! The page in the machine's own Chromium, watched for what it must not do.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "../../../scripts/lib/chromium.mjs";

const executablePath = await findChromium();

/** For `test`: why there is nothing to run it in. */
export const options = { skip: !executablePath && "Chromium is not on the PATH", timeout: 120_000 };

/** What Chromium says of each answer that is an error; whether that was right is for the test to say. */
const IS_OF_ANSWER = /^Failed to load resource: /;

/** How long a wait may take on a slow machine. */
const WAIT_MILLIS = 30_000;

/** Starts the browser; nothing without one, when all tests are skipped. */
export async function launch() {
  return executablePath ? chromium.launch({ executablePath, args: CHROMIUM_FLAGS }) : undefined;
}

/**
 * Runs `use` with the page in a context of its own, and asserts that the page complained of nothing, asked no other host
 * and kept nothing.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url the server's
 * @param {object} given `path` of the page, and what a context takes
 * @param {(page: import("playwright-core").Page) => Promise<void>} use
 */
export async function withPage(browser, url, { path = "/", ...given }, use) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, acceptDownloads: true, ...given });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MILLIS);
  const complaints = watch(page, url);
  try {
    await page.goto(`${url}${path}`);
    await page.getByRole("heading", { name: "Relationships", level: 1 }).waitFor();
    await use(page);
    assert.deepEqual(complaints, []);
    assert.deepEqual(await kept(page), { storage: 0, databases: 0, cookies: "", caches: 0 });
  } catch (error) {
    // Often the cause of what the test missed.
    if (complaints.length > 0) error.message += `\nThe page complained: ${complaints.join("\n")}`;
    throw error;
  } finally {
    await context.close();
  }
}

/** Takes the token and the collection that the server offers; `collection` in place of the offered one. */
export async function connect(page, collection) {
  await page.getByRole("button", { name: "Use this machine’s development token" }).click();
  if (collection === undefined) return;
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByLabel("Collection", { exact: true }).fill(collection);
  await page.getByRole("button", { name: "Done" }).click();
}

/** Goes through the page by Tab until this has the focus. */
export async function tabTo(page, locator) {
  for (let presses = 0; presses < 60; presses++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not lead to ${locator}`);
}

/** What stands on the clipboard. */
export function clipboard(page) {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Waits until `read` returns what is expected; what it returned last is told if it never does. */
export async function eventually(read, expected) {
  const deadline = Date.now() + WAIT_MILLIS;
  for (;;) {
    try {
      return assert.deepEqual(await read(), expected);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function watch(page, url) {
  const complaints = [];
  const isOurs = (asked) => asked.startsWith(`${url}/`) || asked.startsWith("data:") || asked.startsWith("blob:");
  page.on("console", (message) => IS_OF_ANSWER.test(message.text()) || complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => isOurs(request.url()) || complaints.push(request.url()));
  return complaints;
}

/** How much the page has put where it would outlive it. */
function kept(page) {
  return page.evaluate(async () => ({
    storage: localStorage.length + sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    cookies: document.cookie,
    caches: (await caches.keys()).length,
  }));
}

/** A button by its whole name. */
export const button = (page, name) => page.getByRole("button", { name, exact: true });

/** A field of the form by its property. */
export const field = (page, name) => page.locator(`#${name}`);
