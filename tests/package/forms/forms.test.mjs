//! Form libraries with the packed package, in headless Chromium: the right field says the right thing, and what is sent
//! is what was judged. What the pages send goes to the package's own endpoint.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { run } from "../../../scripts/lib/command.mjs";
import { buildPackage } from "../../../scripts/lib/package.mjs";
import { serveFolder, startChromium, withoutChromium } from "../lib/chromium.mjs";
import { FormPage } from "./lib/form_page.mjs";
import { FORMS } from "./lib/forms.mjs";
import { buildPages, PAGES } from "./lib/pages.mjs";
import onFloor from "./pages/lib/on_floor.json" with { type: "json" };

const { open, createCatalog, flatten } = withoutChromium ? {} : await start();

async function start() {
  const project = await buildPages(Object.fromEntries(Object.entries(FORMS).map(([name, { title }]) => [name, title])));
  const server = await serveFolder(project.folder);
  const { context, stop } = await startChromium();
  after(async () => {
    await stop();
    await server.stop();
    await project.remove();
  });
  const { resolve } = createRequire(join(project.folder, "index.js"));
  const { createCatalog, flatten } = await import(pathToFileURL(resolve("er-relationships")));
  const { createEndpoint } = await import(pathToFileURL(resolve("er-relationships/endpoint")));
  const open = (name) => {
    const endpoint = createEndpoint({ collections: { HQ: { ann: "owner" } }, types: [onFloor], tokens: { "anns-token": { sub: "ann" } } });
    return FormPage.open(context, server.url, name, endpoint);
  };
  return { open, createCatalog, flatten };
}

/** A test of one form. */
function formTest(name, title, work) {
  test(`${FORMS[name].title}: ${title}`, { skip: withoutChromium }, async () => {
    const page = await open(name);
    try {
      await work(page);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}

/** The sentences of the verdict, by field. */
function sentences(relationship) {
  const { form, fields } = flatten(createCatalog([onFloor]).validate(relationship));
  assert.deepEqual(form, []);
  return Object.fromEntries(Object.entries(fields).map(([field, [sentence]]) => [field, sentence]));
}

for (const [name, { texts, relationship, wrong, typo }] of Object.entries(FORMS)) {
  /** Submits a form that is right by now: all of the relationship is sent, and nothing else ever was. */
  const expectStored = async (page) => {
    await page.expectMessages({});
    await page.submit();
    await page.expectAnswer(`Stored ${relationship.id}`);
    assert.equal(page.sent.length, 1);
    assert.deepEqual(JSON.parse(page.sent[0]), relationship);
  };

  formTest(name, "a relationship that is right is sent as it is", async (page) => {
    await page.fill(texts);
    await expectStored(page);
    await page.screenshot("stored");
  });

  formTest(name, "each wrong field says its own, and no longer when it is mended", async (page) => {
    const expected = Object.fromEntries(Object.entries(wrong).map(([field, { says }]) => [field, says]));
    assert.deepEqual(sentences(Object.assign({}, relationship, ...Object.values(wrong).map(({ members }) => members))), expected);
    await page.fill(texts);
    for (const [field, { text }] of Object.entries(wrong)) await page.fill({ [field]: text });
    await page.submit();
    await page.expectMessages(expected);
    await page.screenshot("wrong");
    assert.deepEqual(page.sent, []);
    for (const field of Object.keys(wrong)) {
      await page.fill({ [field]: texts[field] });
      delete expected[field];
      await page.expectMessages(expected);
    }
    await expectStored(page);
  });

  formTest(name, "an unregistered type is told with the one that is meant", async (page) => {
    const says = `relationshipType is not a registered relationship type; did you mean ${texts.relationshipType}?`;
    assert.deepEqual(sentences({ ...relationship, relationshipType: typo }), { relationshipType: says });
    await page.fill({ ...texts, relationshipType: typo });
    await page.submit();
    await page.expectMessages({ relationshipType: says });
    await page.screenshot("typo");
    assert.deepEqual(page.sent, []);
    await page.fill({ relationshipType: texts.relationshipType });
    await expectStored(page);
  });

  formTest(name, "an untouched form says of each required field that it is required", async (page) => {
    await page.submit();
    await page.expectMessages({
      id: "id must not be empty",
      relationshipName: "relationshipName is required",
      relationshipType: "relationshipType is required",
      sourceEntityId: "sourceEntityId must not be empty",
      destinationEntityId: "destinationEntityId must not be empty",
    });
    assert.deepEqual(page.sent, []);
  });
}

formTest("react-hook-form", "the first wrong field gets the focus", async (page) => {
  const { texts } = FORMS["react-hook-form"];
  await page.fill({ ...texts, relationshipName: "", customData: "[]" });
  await page.submit();
  await page.expectMessages({ relationshipName: "relationshipName is required", customData: "customData must be an object" });
  await page.expectFocus("relationshipName");
});

formTest("tanstack-form", "a field speaks while it is typed into, and no other does", async (page) => {
  await page.type("customData", "4");
  await page.expectMessages({ customData: "customData must be an object" });
  await page.fill({ customData: "" });
  await page.expectMessages({});
});

formTest("tanstack-form", "an optional field that was emptied again is not sent", async (page) => {
  const { texts, relationship } = FORMS["tanstack-form"];
  await page.fill({ ...texts, brickSourceEntityType: "Building" });
  await page.fill({ customData: "" });
  await page.submit();
  await page.expectAnswer(`Stored ${texts.id}`);
  await page.fill({ id: "another", brickSourceEntityType: "" });
  await page.submit();
  await page.expectAnswer("Stored another");
  const { customData, ...required } = relationship;
  const sent = page.sent.map((body) => JSON.parse(body));
  assert.deepEqual(sent, [{ ...required, brickSourceEntityType: "Building" }, { ...required, id: "another" }]);
});

for (const name of ["react-hook-form", "tanstack-form", "constraint-validation"]) {
  formTest(name, "what is wrong inside of customData is said of its text area", async (page) => {
    await page.fill({ ...FORMS[name].texts, customData: '{ "sizes": ["\\ud800"] }' });
    await page.submit();
    await page.expectMessages({ customData: "customData.sizes[0] has half a character in it" });
    assert.deepEqual(page.sent, []);
  });
}

for (const name of ["conform", "conform-parse"]) {
  formTest(name, "a field speaks when it is left", async (page) => {
    await page.fill({ ...FORMS[name].texts, "customData.floor": "second" });
    await page.expectMessages({});
    await page.leaveField();
    await page.expectMessages({ "customData.floor": "customData.floor does not have the right form" });
  });
}

formTest("constraint-validation", "the browser knows what is wrong, and goes to the first such field", async (page) => {
  await page.fill({ ...FORMS["constraint-validation"].texts, sourceEntityId: "", customData: "{" });
  await page.submit();
  await page.expectFocus("sourceEntityId");
  assert.deepEqual(await page.validity("sourceEntityId"), [true, "sourceEntityId must not be empty"]);
  assert.deepEqual(await page.validity("customData"), [true, "customData must be an object"]);
  assert.deepEqual(await page.validity("id"), [false, ""]);
});

test("the pages compile with the types of the package and of the libraries", async () => {
  await buildPackage();
  await run("tsc", ["--project", PAGES]).catch((error) => {
    throw new Error(error.output ?? error);
  });
});
