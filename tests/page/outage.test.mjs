//! The server goes away in the middle of sending, or its answer does: nothing is lost, and nothing is stored twice.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildWorker } from "../../scripts/lib/build.mjs";
import { freePort, startServer } from "../../scripts/lib/dev-server.mjs";
import { putCollection } from "../../scripts/lib/dev-store.mjs";
import { DEV_USER } from "../../scripts/lib/token.mjs";
import { settings, stored } from "./lib/endpoint.mjs";
import { chip, chooseFile, sent } from "./lib/many.mjs";
import { button, connect, eventually, launch, options, withPage } from "./lib/page.mjs";
import { ndjson, relationships } from "./lib/rows.mjs";

const PATH = "/#many";
const ENDPOINT = /\/apollo\/er\/relationships/;
const COLLECTION = "outage";

let server;
let browser;
let state;
let port;

before(async () => {
  if (options.skip) return;
  await buildWorker();
  state = await mkdtemp(join(tmpdir(), "page-outage-"));
  port = await freePort();
  await putCollection(COLLECTION, { [DEV_USER]: "owner" }, state);
  await start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (state) await rm(state, { recursive: true });
});

/** Starts the server at its place, with what it had. */
async function start() {
  server = await startServer({ port, state, settings: await settings(), output: "ignore" });
}

/** All that was sent, by what became of it: retries of what was stored find it unchanged. */
async function countSent(page) {
  const counts = (await sent(page)).map((text) => text.split(" "));
  assert.ok(counts.every(([, outcome]) => outcome === "created" || outcome === "unchanged"), String(counts));
  return counts.reduce((sum, [number]) => sum + Number(number.replaceAll(",", "")), 0);
}

/** Asserts that the rows are stored, each once: another version would tell of a second time. */
async function assertStoredOnce(rows, prefix) {
  const all = (await stored(server.url, COLLECTION)).filter(({ id }) => id.startsWith(prefix));
  assert.deepEqual(all.map(({ id }) => id).sort(), rows.map(({ id }) => id).sort());
  assert.deepEqual(new Set(all.map(({ sysData }) => sysData.sysRelationshipVersion)), new Set([1]));
}

test("the server is stopped in the middle of 1,000 rows and comes back", options, async () => {
  const rows = relationships(1000, "stopped");
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    await connect(page, COLLECTION);
    await chooseFile(page, "rows.ndjson", ndjson(rows));
    let requests = 0;
    let stopping;
    const isStopping = new Promise((resolve) => {
      page.route(ENDPOINT, async (route) => {
        // This one is under way while the server ends.
        if (++requests === 5) {
          stopping = server.stop();
          resolve();
        }
        await route.continue();
      });
    });
    await button(page, "Send 1,000 rows").click();
    await isStopping;
    await stopping;
    await page.getByText("The server does not answer as it should; trying again…").waitFor();
    assert.ok((await countSent(page)) < 1000);
    await start();
    await eventually(() => countSent(page), 1000);
    await chip(page, "stored", 1000).waitFor();
    // The address itself was unreachable, which the browser says of each try.
    assert.ok(requests > 10);
  });
  await assertStoredOnce(rows, "stopped");
});

test("each answer is lost once after the server has stored what was sent", options, async () => {
  const rows = relationships(300, "unheard");
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    await connect(page, COLLECTION);
    await chooseFile(page, "rows.ndjson", ndjson(rows));
    const keys = new Set();
    const statuses = [];
    await page.route(ENDPOINT, async (route) => {
      const key = route.request().headers()["idempotency-key"];
      if (keys.has(key)) return route.continue();
      keys.add(key);
      statuses.push((await route.fetch()).status());
      await route.abort("connectionreset");
    });
    await button(page, "Send 300 rows").click();
    await eventually(() => countSent(page), 300);
    assert.deepEqual(statuses, [201, 201, 201]);
    // The answer that was lost is given again, as it was.
    assert.deepEqual(await sent(page), ["300 created"]);
  });
  await assertStoredOnce(rows, "unheard");
});

test("a server that stays away: all is kept, and Go on sends it when it is back", options, async () => {
  const rows = relationships(200, "away");
  // Eight tries take a minute; the page's clock is ahead of that.
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    await connect(page, COLLECTION);
    await page.clock.install();
    await chooseFile(page, "rows.ndjson", ndjson(rows));
    let tries = 0;
    await page.route(ENDPOINT, (route) => (++tries === 1 ? route.continue() : route.abort("connectionrefused")));
    await button(page, "Send 200 rows").click();
    await eventually(async () => {
      await page.clock.runFor(30_000);
      return page.getByRole("alert").count();
    }, 1);
    await page.getByRole("alert").getByText("The server does not answer. 100 rows are kept here").waitFor();
    assert.equal(tries, 1 + 8);
    await page.unroute(ENDPOINT);
    await button(page, "Go on").click();
    await eventually(() => sent(page), ["200 created"]);
  });
  await assertStoredOnce(rows, "away");
});
