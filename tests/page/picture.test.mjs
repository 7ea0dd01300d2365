//! The picture of a real building: all of it is drawn, found by the search, told in words, and leaves as a file.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startEndpoint } from "./lib/endpoint.mjs";
import { chip, chooseFile, rowNumber, table } from "./lib/many.mjs";
import { button, eventually, launch, options, withPage } from "./lib/page.mjs";
import { drawn, realBuilding } from "./lib/picture.mjs";

const FILE = "rice.ndjson";

const text = await realBuilding(FILE);
const skip = options.skip || (text === undefined && `../shared/data/${FILE} is not at hand`);
if (text === undefined) console.log(`note: the picture of a real building is not tested, because ${FILE} is not at hand`);

let server;
let browser;

before(async () => {
  if (skip) return;
  server = await startEndpoint();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What is in the file, counted here. */
function contents() {
  const edges = text.trim().split("\n").map((line) => JSON.parse(line));
  const entities = new Map();
  for (const { sourceEntityId, destinationEntityId } of edges) {
    for (const id of [sourceEntityId, destinationEntityId]) entities.set(id, (entities.get(id) ?? 0) + 1);
  }
  const [busiest] = [...entities].sort(([, a], [, b]) => b - a);
  return { edges, entities, busiest };
}

async function openPicture(page) {
  await chooseFile(page, FILE, text);
  await page.getByRole("link", { name: "Picture" }).click();
  await drawn(page);
}

test("a building is drawn, searched, read, and followed to the table", { ...options, skip }, async () => {
  const { edges, entities, busiest } = contents();
  await withPage(browser, server.url, { path: "/#many" }, async (page) => {
    await openPicture(page);
    const number = (count) => count.toLocaleString("en");
    const canvas = page.getByRole("application", { name: `Picture of ${number(entities.size)} entities and ${number(edges.length)} relationships.` });
    await canvas.waitFor();
    assert.ok(await inkOf(canvas), "nothing is drawn");

    const [id, degree] = busiest;
    const search = page.getByRole("combobox", { name: "Find an entity" });
    await search.fill(id);
    await page.getByRole("listbox", { name: "Find an entity" }).getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText(`${id}: ${number(degree)} relationships`, { exact: true }).waitFor({ state: "attached" });
    const panel = page.getByRole("region", { name: "Details" });
    await panel.getByRole("heading", { name: id }).waitFor();
    const listed = panel.locator("li button[aria-expanded]");
    assert.equal(await listed.count(), degree);

    const outgoing = edges.findIndex(({ sourceEntityId }) => sourceEntityId === id);
    const index = outgoing >= 0 ? outgoing : edges.findIndex(({ destinationEntityId }) => destinationEntityId === id);
    await listed.first().click();
    const shown = JSON.parse(await panel.locator("pre").textContent());
    assert.deepEqual(shown, edges[index]);

    // By mouse and keys nothing gets lost of what is looked at.
    await canvas.focus();
    for (const key of ["ArrowLeft", "+", "-", "ArrowUp"]) await page.keyboard.press(key);
    await panel.getByRole("heading", { name: id }).waitFor();

    await panel.getByRole("button", { name: "Show in the table" }).click();
    await chip(page, "all", edges.length).waitFor();
    assert.equal(await rowNumber(page), index + 1);
    const cell = page.locator(`#${await table(page).getAttribute("aria-activedescendant")}`);
    await eventually(() => cell.isVisible(), true);
    assert.equal(await cell.evaluate((element) => element.parentElement.firstElementChild.textContent), String(index + 1));
  });
});

test("the legend hides, and what is hidden is neither found nor counted in the panel", { ...options, skip }, async () => {
  await withPage(browser, server.url, { path: "/#many" }, async (page) => {
    await openPicture(page);
    const { edges } = contents();
    const { sourceEntityId, relationshipType } = edges[0];
    const verb = relationshipType.split("__")[1].split("_")[0];
    const degree = edges.filter((edge) => [edge.sourceEntityId, edge.destinationEntityId].includes(sourceEntityId)).length;
    const ofVerb = edges.filter(
      (edge) => [edge.sourceEntityId, edge.destinationEntityId].includes(sourceEntityId) && edge.relationshipType.startsWith(`BRICK_0_4__${verb}_`),
    ).length;
    await page.getByRole("combobox", { name: "Find an entity" }).fill(sourceEntityId);
    await page.getByRole("option", { name: sourceEntityId }).first().click();
    const listed = page.getByRole("region", { name: "Details" }).locator("li button[aria-expanded]");
    await eventually(() => listed.count(), degree);
    await page.getByRole("checkbox", { name: verb, exact: false }).first().uncheck();
    await eventually(() => listed.count(), degree - ofVerb);
    await page.getByText("hidden by the legend").waitFor();
  });
});

test("the picture leaves as PNG and as SVG", { ...options, skip }, async () => {
  const { edges, entities } = contents();
  await withPage(browser, server.url, { path: "/#many" }, async (page) => {
    await openPicture(page);
    const save = async (name) => {
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const png = await save("Download PNG");
    assert.equal(png.name, "relationships.png");
    assert.equal(png.bytes.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
    assert.ok(png.bytes.readUInt32BE(16) >= 500 && png.bytes.readUInt32BE(20) >= 300, "large enough to be looked at");
    assert.ok(png.bytes.length > 10_000, "not an empty one");

    const svg = await save("Download SVG");
    assert.equal(svg.name, "relationships.svg");
    const counts = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      const root = parsed.documentElement;
      const all = (names) => root.querySelectorAll(names).length;
      const [lines, shapes] = [all("path, line, polyline"), all("circle, rect, polygon")];
      return { root: root.nodeName, faults: all("parsererror"), scripts: all("script"), lines, shapes };
    }, svg.bytes.toString());
    assert.deepEqual([counts.root, counts.faults, counts.scripts], ["svg", 0, 0]);
    assert.ok(counts.lines >= edges.length, `${counts.lines} lines of ${edges.length}`);
    assert.ok(counts.shapes >= entities.size, `${counts.shapes} shapes of ${entities.size}`);
  });
});

/** Whether the canvas shows more than one colour. */
function inkOf(canvas) {
  return canvas.locator("canvas").evaluateAll((all) =>
    all.some((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, index) => index % 4 === 3 && value > 0);
    }),
  );
}
