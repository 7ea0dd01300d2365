//! The view for one relationship, used by hand: with the keyboard alone, from the empty form to the stored relationship.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { COLLECTION, startEndpoint, stored } from "./lib/endpoint.mjs";
import { button, clipboard, connect, eventually, field, launch, options, tabTo, withPage } from "./lib/page.mjs";

/** The example of the API's own documentation. */
const EXAMPLE = {
  id: "JCI-507-B1-hasPart-JCI-507-B1-F2",
  relationshipName: "JCI-507-B1 hasPart JCI-507-B1-F2",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "JCI-507-B1",
  destinationEntityId: "JCI-507-B1-F2",
};

const SENTENCES = {
  id: "id is required",
  relationshipName: "relationshipName is required",
  relationshipType: "relationshipType is required",
  sourceEntityId: "sourceEntityId is required",
  destinationEntityId: "destinationEntityId is required",
};

let server;
let browser;

before(async () => {
  if (options.skip) return;
  server = await startEndpoint("curl");
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const shownJson = async (page) => JSON.parse(await page.locator("pre").textContent());

test("the seed's example by the keyboard alone: created, then unchanged", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    await button(page, "Use this machine’s development token").waitFor();
    await tabTo(page, button(page, "Use this machine’s development token"));
    await page.keyboard.press("Enter");
    await page.getByText(`Where to send: ${COLLECTION} as dev-user`).waitFor();

    const type = page.getByRole("combobox", { name: "Type" });
    await tabTo(page, type);
    await page.keyboard.type("location hasPart");
    const list = page.getByRole("listbox", { name: "Type" });
    await list.waitFor();
    const chosen = () => list.getByRole("option", { selected: true }).locator("span").first().textContent();
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press("ArrowDown");
      if ((await chosen()) === EXAMPLE.relationshipType) break;
    }
    await page.keyboard.press("Enter");
    assert.equal(await type.inputValue(), EXAMPLE.relationshipType);
    assert.equal(await list.isVisible(), false);
    // Enter chose, and sent nothing.
    assert.equal(await page.getByText("Nothing sent yet.").isVisible(), true);
    const { relationshipType } = EXAMPLE;
    await eventually(() => shownJson(page), { relationshipType });

    for (const name of ["sourceEntityId", "destinationEntityId", "id", "relationshipName"]) {
      await page.keyboard.press("Tab");
      await tabTo(page, field(page, name));
      await page.keyboard.type(EXAMPLE[name]);
      assert.equal((await shownJson(page))[name], EXAMPLE[name]);
    }
    assert.deepEqual(await shownJson(page), EXAMPLE);
    await page.getByText("The endpoint would take this.").waitFor();

    for (const outcome of ["Created", "Unchanged: it was stored like this already"]) {
      await tabTo(page, button(page, "Send"));
      const sent = page.waitForRequest((request) => request.method() === "POST");
      await page.keyboard.press("Enter");
      const request = await sent;
      assert.deepEqual(request.postDataJSON(), EXAMPLE);
      const { ercollectionid, async: isAsync } = request.headers();
      assert.deepEqual([ercollectionid, isAsync], [COLLECTION, "false"]);

      const answer = page.getByRole("region", { name: "The answer" });
      await answer.getByText(outcome, { exact: true }).waitFor();
      // As it is read on the screen, with both spaces.
      assert.match(await answer.evaluate((element) => element.innerText), /201 +Total number of Relationships Upserted: {2}1\./);
      const { transactionId } = await (await request.response()).json();
      assert.equal(await answer.locator("dd code").textContent(), transactionId);
      await tabTo(page, button(answer, "Copy"));
      await page.keyboard.press("Enter");
      await answer.getByRole("button", { name: "Copied" }).waitFor();
      assert.equal(await clipboard(page), transactionId);
    }
  });
  const [only, ...others] = await stored(server.url, COLLECTION);
  assert.deepEqual([only.id, only.sysData.sysRelationshipVersion, others], [EXAMPLE.id, 1, []]);
});

test("an option stays marked when the registered types come while the list is open", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    const held = Promise.withResolvers();
    await page.route(/relationshiptypes/, async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      // One more, before all others.
      body.data.unshift({ schema: { title: "own__hasPart_Location_Location" } });
      await held.promise;
      await route.fulfill({ response, json: body });
    });
    await button(page, "Use this machine’s development token").click();
    const type = field(page, "relationshipType");
    await type.click();
    await page.keyboard.type("hasPart location");
    await page.keyboard.press("ArrowDown");
    const marked = page.locator("[role=option][aria-selected=true]");
    const name = await marked.locator("span").first().textContent();

    held.resolve();
    await page.getByRole("option", { name: "own__hasPart" }).waitFor();
    assert.equal(await marked.locator("span").first().textContent(), name);
    assert.equal(await type.getAttribute("aria-activedescendant"), await marked.getAttribute("id"));
    await page.keyboard.press("Enter");
    assert.equal(await type.inputValue(), name);
  });
});

test("what is copied for a shell is a command that the endpoint takes, whatever the texts are", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    await connect(page, "curl");
    await button(page, "Example").click();
    await field(page, "relationshipName").fill("O'Brien's \"B1\" \\ $(exit 1) `exit 1` é % !x");
    await page.getByText("The endpoint would take this.").waitFor();
    await button(page, "Copy JSON").click();
    await button(page, "Copied").waitFor();
    const json = JSON.parse(await clipboard(page));
    await button(page, "Copy as curl").click();
    await eventually(async () => (await clipboard(page)).split(" ")[0], "curl");
    const { stdout, stderr } = spawnSync("sh", ["-c", `${await clipboard(page)} -s -w '\\n%{http_code}'`], { encoding: "utf8" });
    assert.match(stdout, /Total number of Relationships Upserted: {2}1\..*\n201$/s, stderr);
    const [{ relationshipName }] = await stored(server.url, "curl");
    assert.equal(relationshipName, json.relationshipName);
  });
});

test("what is wrong is told when a field is left, and gone when it is mended", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    const type = page.getByRole("combobox", { name: "Type" });
    const errors = page.locator("#relationshipType-errors");
    await type.pressSequentially("BRICK_0_4__hasPart_Location_Locaton");
    assert.equal(await errors.count(), 0, "told while typing is still under way");
    await page.keyboard.press("Tab");
    await errors.waitFor();
    assert.equal(await type.getAttribute("aria-invalid"), "true");
    assert.match(await type.getAttribute("aria-describedby"), /relationshipType-errors/);
    await type.press("End");
    await type.press("Backspace");
    await type.press("Backspace");
    await type.pressSequentially("ion");
    await errors.waitFor({ state: "detached" });
    assert.equal(await type.getAttribute("aria-invalid"), null);
    // A field that was left empty is no mistake yet.
    await field(page, "id").focus();
    await field(page, "relationshipName").focus();
    assert.equal(await page.locator("#id-errors").count(), 0);
  });
});

test("Send with an empty form leads to each field that needs something", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    const sent = [];
    page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
    await connect(page);
    await button(page, "Send").click();
    const summary = page.getByRole("alert");
    await summary.getByText("5 things need your attention").waitFor();
    await eventually(() => summary.evaluate((element) => element === document.activeElement), true);
    for (const [name, sentence] of Object.entries(SENTENCES)) {
      const link = summary.getByRole("link", { name: sentence, exact: true });
      await link.focus();
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), name);
      assert.equal(await page.locator(`#${name}-errors`).textContent(), sentence);
    }
    // Still this view: a link to a field is none to another view.
    assert.equal(await page.getByRole("heading", { name: "One relationship" }).isVisible(), true);
    await field(page, "id").fill("x");
    await summary.getByText("4 things need your attention").waitFor();
    // Of what is folded away, too.
    await button(page, "Clear").click();
    await button(page, "Example").click();
    await page.getByText("Optional properties").click();
    await page.getByLabel("Data of your own").fill("[]");
    await page.getByText("Optional properties").click();
    await button(page, "Send").click();
    await page.getByRole("alert").getByRole("link").click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "customData");
    assert.deepEqual(sent, []);
  });
});
