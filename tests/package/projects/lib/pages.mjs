//! What pages of projects show in headless Chromium.

/** How long a page may take to show its answers: a development server builds on demand. */
const ANSWER_MILLIS = 15_000;

/**
 * Opens a page and waits for the JSON in its `<output>`.
 *
 * @param {import("playwright-core").BrowserContext} context
 * @throws what the page threw and did not catch; or, after a while, what its console shows, such as modules not found
 */
export async function readPage(context, url) {
  const page = await context.newPage();
  const lines = [];
  page.on("console", (message) => lines.push(message.text()));
  // Listened for before the page is loaded.
  const failure = page.waitForEvent("pageerror", { timeout: 0 }).then((error) => Promise.reject(error));
  const text = page.goto(url).then(() => page.locator("output:not(:empty)").textContent({ timeout: ANSWER_MILLIS }));
  try {
    return JSON.parse(await Promise.race([text, failure]));
  } catch (cause) {
    throw new Error(["the page has no answer", ...lines].join("\n"), { cause });
  } finally {
    await page.close();
  }
}
