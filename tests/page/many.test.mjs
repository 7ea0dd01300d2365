//! The view for many relationships: a file with faults comes in, is mended on the page and sent; and what may go wrong then.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { registerCollection } from "../../scripts/lib/registry.mjs";
import { DEV_USER, developmentToken } from "../../scripts/lib/token.mjs";
import { startEndpoint, stored } from "./lib/endpoint.mjs";
import { chip, chooseFile, dropFile, eventuallySent, groups, nextError, pasteText, rowNumber, rowProblems, table } from "./lib/many.mjs";
import { button, connect, eventually, launch, options, withPage } from "./lib/page.mjs";
import { csv, FIRST_ROW, ndjson, relationships } from "./lib/rows.mjs";

const PATH = "/#many";
const ENDPOINT = /\/apollo\/er\/relationships/;
const TYPE = "BRICK_0_4__hasPart_Location_Location";

/** Ten faults: how a row gets one, what is said of it, and the property in whose cell it is. */
const FAULTS = [
  { property: "id", broken: () => undefined, sentence: "id is required" },
  { property: "relationshipName", broken: () => undefined, sentence: "relationshipName is required" },
  { property: "relationshipType", broken: () => undefined, sentence: "relationshipType is required" },
  { property: "sourceEntityId", broken: () => undefined, sentence: "sourceEntityId is required" },
  { property: "destinationEntityId", broken: () => undefined, sentence: "destinationEntityId is required" },
  {
    property: "relationshipType",
    broken: () => "BRICK_0_4__hasPart_Location_Locaton",
    sentence: `relationshipType is not a registered relationship type; did you mean ${TYPE}?`,
  },
  { property: "id", broken: (row) => row.id.padEnd(1025, "x"), sentence: "id is longer than 1,024 bytes" },
  {
    property: "sourceEntityId",
    broken: (row) => `\u0007${row.sourceEntityId}`,
    sentence: "sourceEntityId has a control character, such as a line break or a tab",
  },
  { property: "customData", broken: () => "area 20", sentence: /^customData must be an object|customData/ },
  { property: "id", broken: (_, rows) => rows[0].id, sentence: "id is used by an earlier row" },
];
const TIMES = 4;

let server;
let browser;

before(async () => {
  if (options.skip) return;
  server = await startEndpoint("mended", "refused", "cancelled", "checks");
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Posts relationships past the page. */
async function post(collection, body) {
  const response = await fetch(`${server.url}/apollo/er/relationships`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${await developmentToken()}`,
      "Content-Type": "application/json",
      ercollectionid: collection,
      async: "false",
    },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 201);
}

test("2,000 rows of CSV with 40 faults: each is told, mended in its place, and all are sent", options, async () => {
  const good = relationships(2000, "mended");
  const rows = structuredClone(good);
  /** The fault of each broken row, by the number of the row in the file. */
  const faults = new Map();
  for (let at = 0; at < TIMES * FAULTS.length; at++) {
    const index = 7 + at * 49;
    const fault = FAULTS[at % FAULTS.length];
    rows[index][fault.property] = fault.broken(good[index], good);
    faults.set(index + FIRST_ROW, { ...fault, right: good[index][fault.property] ?? {}, at });
  }
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    await dropFile(page, "building.csv", csv(rows));
    await chip(page, "errors", TIMES * FAULTS.length).waitFor();
    await chip(page, "all", 2000).waitFor();
    const said = await groups(page);
    for (const { sentence } of FAULTS) {
      const isThis = (text) => (typeof sentence === "string" ? text === `4 rows: ${sentence}` : text.startsWith("4 rows: ") && sentence.test(text));
      assert.ok(said.some(isThis), `${sentence} is not in ${said.join("\n")}`);
    }

    // The rows of a kind alone, and the way to the cell.
    const [{ sentence }] = FAULTS;
    await button(page, `4 rows: ${sentence}`).click();
    await eventually(() => table(page).getAttribute("aria-rowcount"), "5");
    assert.equal(await rowNumber(page), 7 + FIRST_ROW);
    await chip(page, "errors", 40).click();
    await eventually(() => table(page).getAttribute("aria-rowcount"), "41");
    await chip(page, "all", 2000).click();
    await eventually(() => table(page).getAttribute("aria-rowcount"), "2001");

    for (let left = TIMES * FAULTS.length; left > 0; left--) {
      const number = await nextError(page);
      const { at, property, sentence, right } = faults.get(number);
      faults.delete(number);
      if (typeof sentence === "string") assert.deepEqual(await rowProblems(page).locator("button").allTextContents(), [sentence]);
      // Where the keyboard is now.
      const cell = page.locator(`#${await table(page).getAttribute("aria-activedescendant")}`);
      assert.equal(await cell.getAttribute("aria-invalid"), "true");
      const text = typeof right === "string" ? right : JSON.stringify(right);
      await mend(page, ["enter", "type", "json", "click"][at % 4], { number, property, text, value: right });
      if (left > 1) await chip(page, "errors", left - 1).waitFor();
    }
    await chip(page, "errors", 0).waitFor();
    assert.deepEqual([...faults.keys()], []);

    await connect(page, "mended");
    await button(page, "Send 2,000 rows").click();
    await eventuallySent(page, "2,000 created");
    await chip(page, "stored", 2000).waitFor();
    await button(page, "Nothing to send").waitFor();
  });
  const all = await stored(server.url, "mended");
  assert.equal(all.length, 2000);
  const byId = new Map(all.map((each) => [each.id, each]));
  for (const { id, relationshipName, sourceEntityId, destinationEntityId } of good) {
    const there = byId.get(id);
    const found = [there?.relationshipName, there?.sourceEntityId, there?.destinationEntityId];
    assert.deepEqual(found, [relationshipName, sourceEntityId, destinationEntityId]);
    assert.equal(there.sysData.sysRelationshipVersion, 1);
  }
});

/** Mends the cell that is active, in one of the ways there are. */
async function mend(page, way, { number, property, text, value }) {
  if (way === "enter") {
    await page.keyboard.press("Enter");
    const editor = table(page).getByRole("textbox", { name: property }).or(table(page).getByRole("combobox", { name: property }));
    await editor.fill("");
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  } else if (way === "type") {
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  } else if (way === "click") {
    // The sentence below the table leads to the cell, a double click opens it.
    await rowProblems(page).locator("button").first().click();
    await page.locator(`#${await table(page).getAttribute("aria-activedescendant")}`).dblclick();
    await table(page).locator("input").fill(text);
    await page.keyboard.press("Enter");
  } else {
    await button(page, "Open as JSON").click();
    const dialog = page.getByRole("dialog", { name: `Row ${number.toLocaleString("en")}` });
    const json = dialog.getByLabel("JSON of the relationship");
    await json.fill(JSON.stringify({ ...JSON.parse(await json.inputValue()), [property]: value }));
    await button(dialog, "Save").click();
    await dialog.waitFor({ state: "detached" });
  }
}

test("JSON, NDJSON and pasted texts are taken, and their faults told with line and column", options, async () => {
  const rows = relationships(30, "formats");
  const text = `${ndjson(rows)}{"id": "x" "y"}\n`;
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    for (const [take, given, all, errors] of [
      [(text) => chooseFile(page, "a.ndjson", text), text, 31, 1],
      [(text) => chooseFile(page, "a.json", text), JSON.stringify(rows, null, 2), 30, 0],
      [(text) => dropFile(page, "a.json", text), JSON.stringify(rows[0]), 1, 0],
      [(text) => pasteText(page, text), text, 31, 1],
      [(text) => pasteText(page, text), JSON.stringify([...rows, 7]), 31, 1],
      [(text) => pasteText(page, text), csv(rows), 30, 0],
    ]) {
      await take(given);
      await chip(page, "all", all).waitFor();
      await chip(page, "errors", errors).waitFor();
      if (errors) {
        assert.equal(await nextError(page), 31);
        const expected = given === text ? /not valid JSON: .*line 1 column 12/ : /must be an object/;
        assert.match(await rowProblems(page).first().textContent(), expected);
      }
      await button(page, "Start over").click();
    }
  });
});

test("what only several rows show is told of each of them, inverses once a token gave the types", options, async () => {
  const edge = (id, verb, source, destination) => ({
    id,
    relationshipName: id,
    relationshipType: `BRICK_0_4__${verb}_Location_Location`,
    sourceEntityId: source,
    destinationEntityId: destination,
  });
  const rows = [
    edge("a", "hasPart", "A", "B"),
    edge("b", "hasPart", "B", "C"),
    edge("c", "isPartOf", "A", "C"),
    edge("d", "hasPart", "D", "E"),
    edge("e", "hasPart", "D", "E"),
    edge("d", "hasPart", "D", "F"),
    edge("f", "hasPart", "G", "H"),
    edge("g", "isPartOf", "H", "G"),
  ];
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    await pasteText(page, JSON.stringify(rows));
    await chip(page, "errors", 1).waitFor();
    await chip(page, "warnings", 5).waitFor();
    assert.equal(await nextError(page), 6);
    assert.match(await rowProblems(page).first().textContent(), /id is used by an earlier row/);
    const group = (text) => page.locator(".groups").getByRole("button", { name: text });
    for (const [text, numbers] of [
      [/^2 rows: the same edge/, [4, 5]],
      [/^3 rows: parts of each other in a circle/, [1, 2, 3]],
    ]) {
      await group(text).click();
      await eventually(() => table(page).getByRole("rowheader").allTextContents(), numbers.map(String));
    }
    assert.match(await rowProblems(page).first().textContent(), /A → B → C → A|B → C → A → B|C → A → B → C/);
    assert.equal(await group(/no inverse/).count(), 0);
    await connect(page, "checks");
    await group(/^5 rows: no inverse, BRICK_0_4__isPartOf_Location_Location/).waitFor();
    await group(/^1 row: no inverse, BRICK_0_4__hasPart_Location_Location/).click();
    await eventually(() => table(page).getByRole("rowheader").allTextContents(), ["3"]);
    assert.match(await rowProblems(page).last().textContent(), /no row says the inverse, BRICK_0_4__hasPart_Location_Location/);
    // A row that says it takes it back.
    await group(/^1 row: no inverse/).waitFor();
    await button(page, "Open as JSON").click();
    const json = page.getByLabel("JSON of the relationship");
    await json.fill(JSON.stringify(edge("c", "isPartOf", "E", "D")));
    await button(page, "Save").click();
    await group(/^3 rows: parts of each other/).waitFor({ state: "detached" });
    await group(/^3 rows: no inverse, BRICK_0_4__isPartOf_Location_Location/).waitFor();
  });
});

test("what the server refuses stays with its reason, is mended, retried, or downloaded as what is left", options, async (t) => {
  const rows = relationships(250, "refused");
  const [changed, tooEarly] = [3, 222];
  await post("refused", rows[changed]);
  const sentRows = structuredClone(rows);
  sentRows[changed].relationshipType = "BRICK_0_4__feeds_Equipment_Equipment";
  sentRows[tooEarly].destinationERCollectionId = "refused-later";
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    await connect(page, "refused");
    await chooseFile(page, "refused.csv", csv(sentRows));
    await button(page, "Send 250 rows").click();
    await eventuallySent(page, "248 created", "2 refused");
    await chip(page, "left", 2).click();
    await eventually(() => table(page).getByRole("rowheader").allTextContents(), [changed, tooEarly].map((index) => String(index + FIRST_ROW)));
    assert.deepEqual(await table(page).locator(".badge").allTextContents(), ["Refused", "Refused"]);
    await button(page, "Next error").click();
    assert.equal(await rowNumber(page), changed + FIRST_ROW);
    assert.match(await rowProblems(page).first().textContent(), /relationshipType cannot be changed any more/);

    await t.test("the download has exactly those rows, in the layout of the file", async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Download what is left").click()]);
      assert.equal(download.suggestedFilename(), "relationships-left.csv");
      assert.equal(await readFile(await download.path(), "utf8"), csv([sentRows[changed], sentRows[tooEarly]]));
    });

    await t.test("mended in its cell it can be sent", async () => {
      await table(page).focus();
      await page.keyboard.press("Enter");
      await table(page).locator("input").fill(rows[changed].relationshipType);
      await page.keyboard.press("Enter");
      await button(page, "Send 1 row").click();
      await chip(page, "stored", 249).waitFor();
      await chip(page, "left", 1).waitFor();
    });

    await t.test("retried as it is, it is refused until the server has what it names", async () => {
      const retry = button(page, "Send 1 row again that was refused");
      const answer = page.waitForResponse((response) => response.request().method() === "POST");
      await retry.click();
      assert.equal((await answer).status(), 207);
      await eventuallySent(page, "248 created", "1 unchanged", "1 refused");
      await button(page, "Next error").click();
      assert.equal(await rowNumber(page), tooEarly + FIRST_ROW);
      assert.match(await rowProblems(page).first().textContent(), /destinationERCollectionId is not a collection that you may read/);
      await registerCollection(server.url, "refused-later", { [DEV_USER]: "owner" });
      await retry.click();
      await eventuallySent(page, "249 created", "1 unchanged");
      assert.equal(await button(page, "Download what is left").isDisabled(), true);
    });

    await t.test("stored rows are taken off the table", async () => {
      await button(page, "Take stored rows off the table").click();
      await page.getByRole("heading", { name: "Many relationships" }).waitFor();
    });
  });
  assert.equal((await stored(server.url, "refused")).length, 250);
});

test("a reading is cancelled, and nothing of it is left", options, async () => {
  const text = ndjson(relationships(60_000, "reading"));
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    // As soon as some rows are there: a click from here could be too late.
    const cancelled = page.evaluate(
      () =>
        new Promise((resolve) => {
          const observer = new MutationObserver(() => {
            const progress = document.querySelector("progress[max]");
            if (!progress?.value) return;
            observer.disconnect();
            resolve(progress.value);
            progress.parentElement.querySelector("button").click();
          });
          observer.observe(document.body, { childList: true, subtree: true, attributes: true });
        }),
    );
    await page.getByLabel("Choose a file").setInputFiles({ name: "large.ndjson", mimeType: "text/plain", buffer: Buffer.from(text) });
    assert.ok((await cancelled) < 60_000);
    await page.getByRole("heading", { name: "Many relationships" }).waitFor();
    await pasteText(page, JSON.stringify(relationships(2, "again")));
    await chip(page, "all", 2).waitFor();
  });
});

test("a sending is cancelled, and gone on with where it was", options, async () => {
  const rows = relationships(1000, "cancelled");
  await withPage(browser, server.url, { path: PATH }, async (page) => {
    await connect(page, "cancelled");
    await chooseFile(page, "rows.ndjson", ndjson(rows));
    let requests = 0;
    let held;
    const isHeld = new Promise((resolve) => {
      page.route(ENDPOINT, async (route) => {
        if (++requests !== 4) return route.continue();
        held = route;
        resolve();
      });
    });
    await button(page, "Send 1,000 rows").click();
    await isHeld;
    await page.getByText("300 of 1,000 sent").waitFor();
    await button(page, "Cancel").click();
    await page.getByRole("alert").getByText("Stopped. 700 rows of this sending have no answer yet").waitFor();
    await held.abort().catch(() => {});
    await eventuallySent(page, "300 created");
    assert.equal((await stored(server.url, "cancelled")).length, 300);
    await button(page, "Go on").click();
    await eventuallySent(page, "1,000 created");
    await page.getByRole("alert").waitFor({ state: "detached" });
  });
  const all = await stored(server.url, "cancelled");
  assert.equal(all.length, 1000);
  assert.deepEqual(new Set(all.map(({ sysData }) => sysData.sysRelationshipVersion)), new Set([1]));
});
