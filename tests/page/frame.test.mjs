//! What holds for the page as a whole: people with any eyes, screens and keys can use it, it may do nothing but what it needs,
//! keeps nothing, offers a token on this machine only, and is small.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import { ASSETS_BUILD, ROOT } from "../../scripts/lib/places.mjs";
import { send } from "../worker/lib/request.mjs";
import { startWorker } from "../worker/lib/server.mjs";
import { COLLECTION, settings, startEndpoint } from "./lib/endpoint.mjs";
import { chooseFile, eventuallySent, nextError, verdicts } from "./lib/many.mjs";
import { button, connect, launch, options, withPage } from "./lib/page.mjs";
import { drawn } from "./lib/picture.mjs";
import { ndjson, relationships } from "./lib/rows.mjs";

const POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'", "'wasm-unsafe-eval'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
};

/** What the first view may take on the way, compressed as Cloudflare's network does it at its best. */
const MAX_FIRST_LOAD_BYTES = 150_000;

const AXE = join(ROOT, "node_modules/axe-core/axe.min.js");

let server;
let browser;

before(async () => {
  server = await startEndpoint();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The states of the page that are looked at, each following from the one before. */
const STATES = [
  ["the empty form", async (page) => page.getByRole("combobox", { name: "Type" }).waitFor()],
  [
    "the form with errors, its list of types open",
    async (page) => {
      await page.locator("#collection").fill("a b");
      await page.locator("#token").fill("a b");
      await page.getByText("Optional properties").click();
      await page.locator("#customData").fill("[1");
      await page.locator("#relationshipType").fill("x".repeat(200));
      await page.locator("#id").fill("x".repeat(1100));
      await page.locator("#id").press("Enter");
      await page.getByText("things need your attention").waitFor();
      await page.getByRole("combobox", { name: "Type" }).fill("hasPart");
      await page.getByRole("listbox", { name: "Type" }).waitFor();
    },
  ],
  [
    "the form with an answer",
    async (page) => {
      await connect(page);
      await button(page, "Clear").click();
      await button(page, "Example").click();
      await button(page, "Send").click();
      await page.getByRole("region", { name: "The answer" }).getByText("201", { exact: true }).waitFor();
    },
  ],
  [
    "the empty table",
    async (page) => {
      await page.getByRole("link", { name: "Many" }).click();
      await page.getByRole("heading", { name: "Many relationships" }).waitFor();
    },
  ],
  [
    "the table with errors",
    async (page) => {
      await button(page, "Example").click();
      await verdicts(page);
      await nextError(page);
    },
  ],
  [
    "a row as JSON",
    async (page) => {
      await button(page, "Open as JSON").click();
      await page.getByRole("dialog").waitFor();
    },
  ],
  [
    "the table after sending",
    async (page) => {
      await button(page, "Close").click();
      await page.getByRole("button", { name: /^Send \d+ rows/ }).click();
      await page.getByText("Sent:").waitFor();
      await page.getByText(/^\d requests?$/).click();
    },
  ],
  [
    "the picture",
    async (page) => {
      await page.getByRole("link", { name: "Picture" }).click();
      await drawn(page);
      await page.getByRole("combobox", { name: "Find an entity" }).fill("VAV1");
      await page.getByRole("option", { name: "VAV1" }).first().click();
      await page.getByRole("region", { name: "Details" }).locator("li button").first().click();
    },
  ],
];

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1600]) {
    test(`${colorScheme}, ${width} pixels wide: everybody can use it, and nothing is cut off`, options, async (t) => {
      const given = { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce", bypassCSP: true };
      await withPage(browser, server.url, given, async (page) => {
        await page.addScriptTag({ path: AXE });
        for (const [name, reach] of STATES) {
          await t.test(name, async () => {
            await reach(page);
            assert.deepEqual(await page.evaluate(tooWide), []);
            const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
            const told = ({ id, impact, help, nodes }) => `${impact}: ${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`;
            const isBad = ({ impact }) => impact === "serious" || impact === "critical";
            for (const each of violations) if (!isBad(each)) console.log(`note: ${name}: ${told(each)}`);
            assert.deepEqual(violations.filter(isBad).map(told), []);
          });
        }
      });
    });
  }
}

/** The elements that make the page wider than its window. Runs in the page. */
function tooWide() {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
  return [`${scrollWidth} pixels`, ...wide.slice(0, 8).map(({ outerHTML }) => outerHTML.slice(0, 100))];
}

test("the page may load and run nothing but its own, and say so of every file", async () => {
  const index = await send(`${server.url}/`, { method: "GET" });
  const files = [...index.body.matchAll(/(?:src|href)="(\/[^"]*\.(?:js|css|svg))"/g)].map(([, path]) => path);
  assert.ok(files.length >= 3, index.body);
  for (const path of ["/", ...files]) {
    const { status, headers } = await send(`${server.url}${path}`, { method: "GET" });
    assert.equal(status, 200, path);
    const directives = headers["content-security-policy"].split("; ").map((each) => each.split(" "));
    assert.deepEqual(Object.fromEntries(directives.map(([name, ...sources]) => [name, sources])), POLICY, path);
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["x-content-type-options"], "nosniff");
  }
  // Nothing in the document that the policy would have to allow.
  assert.doesNotMatch(index.body, /<style|<script(?![^>]*src=)|\sstyle=|\son\w+=/);
});

test("nothing of what was entered outlives the page", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    await connect(page);
    await page.getByRole("link", { name: "Many" }).click();
    await chooseFile(page, "rows.ndjson", ndjson(relationships(3, "kept")));
    await button(page, "Send 3 rows").click();
    await eventuallySent(page, "3 created");
    await page.reload();
    await page.getByRole("heading", { name: "Many relationships" }).waitFor();
    assert.deepEqual([await page.locator("#collection").inputValue(), await page.locator("#token").inputValue()], ["", ""]);
  });
});

test("the first view is small, and has nothing of the others", options, async () => {
  const paths = new Set();
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("request", (request) => paths.add(new URL(request.url()).pathname));
  await page.goto(`${server.url}/`, { waitUntil: "networkidle" });
  await page.getByText("Starting the checks…").waitFor({ state: "detached" });
  await context.close();
  const fetched = [...paths].filter((path) => path !== "/development-token").map((path) => (path === "/" ? "/index.html" : path));
  assert.ok(fetched.some((path) => path.endsWith(".wasm")), fetched.join());
  assert.deepEqual(fetched.filter((path) => /picture|cytoscape|layout|many|judge/i.test(path)), []);
  const sizes = await Promise.all(
    fetched.map(async (path) => {
      const compressed = brotliCompressSync(await readFile(join(ASSETS_BUILD, path)), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
      return compressed.length;
    }),
  );
  const sum = sizes.reduce((a, b) => a + b);
  console.log(`note: the page's first load is ${sum.toLocaleString("en")} bytes`);
  assert.ok(sum <= MAX_FIRST_LOAD_BYTES, fetched.map((path, index) => `${path} ${sizes[index]}`).join("\n"));
});

test("a token is offered to this machine alone", async () => {
  const answer = await send(`${server.url}/development-token`, { method: "GET" });
  assert.deepEqual([answer.status, answer.headers["cache-control"], JSON.parse(answer.body).collection], [200, "no-store", COLLECTION]);
  // Whatever origin asks: no page of another may read it.
  const foreign = await send(`${server.url}/development-token`, { method: "GET", headers: { origin: "https://evil.example" } });
  assert.equal(foreign.headers["access-control-allow-origin"], undefined);
  const otherName = await send(`${server.url}/development-token`, { method: "GET", headers: { host: "evil.example" } });
  assert.deepEqual([otherName.status, JSON.parse(otherName.body).status.message], [404, "Not Found: the path is unknown"]);
});

test("where nothing is offered, the page offers nothing, and the path is unknown", options, async () => {
  const { DEVELOPMENT_OFFER: _, ...deployed } = await settings();
  const other = await startWorker({ settings: deployed });
  try {
    const { status, body } = await send(`${other.url}/development-token`, { method: "GET" });
    assert.deepEqual([status, JSON.parse(body).status.message], [404, "Not Found: the path is unknown"]);
    await withPage(browser, other.url, {}, async (page) => {
      await Promise.all([page.waitForResponse(`${other.url}/development-token`), page.reload()]);
      await page.getByText("Starting the checks…").waitFor({ state: "detached" });
      assert.equal(await button(page, "Use this machine’s development token").count(), 0);
    });
  } finally {
    await other.stop();
  }
});
