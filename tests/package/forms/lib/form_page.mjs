//! A page with a form, as its user sees it.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { ROOT } from "../../../../scripts/lib/places.mjs";

/** For people who want to see what the tests saw. */
const SCREENSHOTS = join(ROOT, "build/screenshots");

/** How long a page may take to show what it should. */
const PATIENCE_MILLIS = 5000;

export class FormPage {
  #page;
  #name;

  /** What the page sent, as text. */
  sent = [];

  /** What the page's console says that is wrong: errors of the page, and what React thinks of it. */
  complaints = [];

  constructor(page, name) {
    this.#page = page;
    this.#name = name;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
  }

  /**
   * @param {import("playwright-core").BrowserContext} context
   * @param {string} url of the folder with the page
   * @param {{fetch: (request: Request) => Promise<Response>}} endpoint what the page sends to
   */
  static async open(context, url, name, endpoint) {
    const page = new FormPage(await context.newPage(), name);
    await page.#page.route("**/apollo/er/relationships", (route) => page.#send(route, endpoint));
    await page.#page.goto(`${url}/${name}.html`);
    return page;
  }

  /** Replaces the texts of fields, as if pasted. */
  async fill(texts) {
    for (const [name, text] of Object.entries(texts)) await this.#field(name).fill(text);
  }

  /** Types at the end of a field, key by key. */
  async type(name, text) {
    await this.#field(name).pressSequentially(text);
  }

  async leaveField() {
    await this.#page.keyboard.press("Tab");
  }

  async submit() {
    await this.#page.getByRole("button", { name: "Create" }).click();
  }

  /** What the browser itself thinks of a field: whether something is wrong, and what. */
  async validity(name) {
    return this.#field(name).evaluate(({ validationMessage, validity }) => [!validity.valid, validationMessage]);
  }

  /** Waits until the fields say these things, and the others nothing. */
  async expectMessages(expected) {
    await this.#expect(() => this.#messages(), expected);
  }

  /** Waits until the form says what became of the relationship. */
  async expectAnswer(expected) {
    await this.#expect(() => this.#page.locator("output").innerText(), expected);
  }

  /** Waits until the field has the focus. */
  async expectFocus(name) {
    await this.#expect(() => this.#page.evaluate(() => document.activeElement.getAttribute("name")), name);
  }

  async screenshot(what) {
    await mkdir(SCREENSHOTS, { recursive: true });
    await this.#page.screenshot({ path: join(SCREENSHOTS, `forms-${this.#name}-${what}.png`), fullPage: true });
  }

  async close() {
    await this.#page.close();
  }

  #field(name) {
    return this.#page.locator(`[name="${name}"]`);
  }

  /** By field, what is to be read beside it. */
  async #messages() {
    return this.#page.evaluate(() => {
      const isVisible = (alert) => alert.textContent && alert.checkVisibility({ visibilityProperty: true });
      const visible = [...document.querySelectorAll("[role=alert]")].filter(isVisible);
      return Object.fromEntries(visible.map((alert) => [alert.id.replace(/-error$/, ""), alert.textContent]));
    });
  }

  async #expect(read, expected) {
    const deadline = Date.now() + PATIENCE_MILLIS;
    let found;
    do {
      found = await read();
      if (isDeepStrictEqual(found, expected)) return;
      await setTimeout(20);
    } while (Date.now() < deadline);
    assert.deepEqual(found, expected);
  }

  async #send(route, endpoint) {
    const request = route.request();
    const body = request.postData();
    this.sent.push(body);
    const headers = await request.allHeaders();
    const answer = await endpoint.fetch(new Request(request.url(), { method: request.method(), headers, body }));
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() });
  }
}
