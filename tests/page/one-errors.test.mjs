//! What is wrong with one relationship, or with where it is sent, stands at the field that it is about: each error of the
//! contract, found by the page or told by the endpoint.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { developmentToken } from "../../scripts/lib/token.mjs";
import { startEndpoint } from "./lib/endpoint.mjs";
import { button, connect, eventually, field, launch, options, withPage } from "./lib/page.mjs";

const COLLECTION = "errors";
const ENDPOINT = /\/apollo\/er\/relationships/;
const TYPE = "BRICK_0_4__hasPart_Location_Location";
const NO_ACCESS = "The request can not proceed if ercollectionid is not registered or does not have any logs in ACL library.";

let server;
let browser;

before(async () => {
  if (options.skip) return;
  server = await startEndpoint(COLLECTION);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const errors = (page, name) => page.locator(`#${name}-errors li`).allTextContents();

/** The example in the form, with an id of its own and these fields different. */
async function fill(page, id, changes) {
  await button(page, "Clear").click();
  await button(page, "Example").click();
  const details = page.locator("details", { hasText: "Optional properties" });
  if (!(await details.evaluate(({ open }) => open))) await page.getByText("Optional properties").click();
  for (const [name, text] of Object.entries({ id, ...changes })) await field(page, name).fill(text);
}

/** Whether anything was posted since. */
function watchPosts(page) {
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.postDataJSON()));
  return posts;
}

/** What the page finds by itself: fields, the one at which it is told, and what is told there. */
const FOUND_HERE = {
  idMissing: [{ id: "" }, "id", "id is required"],
  idTooLong: [{ id: "é".repeat(512) + "x" }, "id", "id is longer than 1,024 bytes"],
  "idHasControlCharacter in id": [{ id: "a\u0007b" }, "id", "id has a control character, such as a line break or a tab"],
  "idHasControlCharacter in the source": [
    { sourceEntityId: "a\u0007b" },
    "sourceEntityId",
    "sourceEntityId has a control character, such as a line break or a tab",
  ],
  "idHasControlCharacter in the destination": [
    { destinationEntityId: "a\u007fb" },
    "destinationEntityId",
    "destinationEntityId has a control character, such as a line break or a tab",
  ],
  "idTooLong of an end": [{ sourceEntityId: "x".repeat(1025) }, "sourceEntityId", "sourceEntityId is longer than 1,024 bytes"],
  typeMissing: [{ relationshipType: "" }, "relationshipType", "relationshipType is required"],
  "propertyRequired of the name": [{ relationshipName: "" }, "relationshipName", "relationshipName is required"],
  "propertyRequired of the source": [{ sourceEntityId: "" }, "sourceEntityId", "sourceEntityId is required"],
  "propertyRequired of the destination": [{ destinationEntityId: "" }, "destinationEntityId", "destinationEntityId is required"],
  "objectExpected of customData": [{ customData: "[1]" }, "customData", "customData must be an object"],
  "customData that is no JSON": [
    { customData: '{"a": 1,\n "b": x}' },
    "customData",
    /^the text is not valid JSON: .*line 2 column 7/,
  ],
  "duplicateName in customData": [{ customData: '{"a": 1,\n "a": 2}' }, "customData", /^the text is not valid JSON: .*line 2 column 2/],
};

test("what the page finds by itself stands at its field, and is not sent", options, async (t) => {
  await withPage(browser, server.url, {}, async (page) => {
    await connect(page, COLLECTION);
    const posts = watchPosts(page);
    for (const [name, [changes, at, sentence]] of Object.entries(FOUND_HERE)) {
      await t.test(name, async () => {
        await fill(page, "found", changes);
        await button(page, "Send").click();
        const [told, ...more] = await eventuallySome(() => errors(page, at));
        if (typeof sentence === "string") assert.equal(told, sentence);
        else assert.match(told, sentence);
        assert.deepEqual(more, []);
        assert.equal(await page.locator(".field .errors").count(), 1, "said of one field alone");
        assert.equal(await field(page, at).getAttribute("aria-invalid"), "true");
        await page.getByRole("alert").getByText("1 thing needs your attention").waitFor();
      });
    }
    assert.deepEqual(posts, []);
  });
});

test("a type that is not registered: its suggestion mends it", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    await fill(page, "suggested", { relationshipType: "BRICK_0_4__hasPart_Location_Locaton" });
    await button(page, "Send").click();
    await eventually(() => errors(page, "relationshipType"), [`relationshipType is not a registered relationship type; did you mean ${TYPE}?`]);
    await button(page, `Use ${TYPE}`).click();
    assert.equal(await field(page, "relationshipType").inputValue(), TYPE);
    await page.getByText("The endpoint would take this.").waitFor();
    assert.deepEqual(await errors(page, "relationshipType"), []);
  });
});

test("ends that look swapped change places, with what is said of them", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    await fill(page, "swapped", {
      relationshipType: "BRICK_0_4__hasPoint_Equipment_Point",
      sourceEntityId: "T1",
      destinationEntityId: "VAV1",
      brickSourceEntityType: "Point",
      brickDestinationEntityType: "Equipment",
    });
    await page.getByText("source and destination look swapped").waitFor();
    await button(page, "Swap the two ends").click();
    const read = (name) => field(page, name).inputValue();
    assert.deepEqual([await read("sourceEntityId"), await read("destinationEntityId")], ["VAV1", "T1"]);
    assert.deepEqual([await read("brickSourceEntityType"), await read("brickDestinationEntityType")], ["Equipment", "Point"]);
    await page.getByText("source and destination look swapped").waitFor({ state: "detached" });
  });
});

/** What only the endpoint knows. */
const FOUND_THERE = {
  "restrictedProperty, the type": [
    { relationshipType: "BRICK_0_4__feeds_Equipment_Equipment" },
    "relationshipType",
    "relationshipType cannot be changed any more",
  ],
  "restrictedProperty, a Brick property": [
    { brickSourceEntityType: "Location" },
    "brickSourceEntityType",
    "brickSourceEntityType cannot be changed any more",
  ],
  sourceCollectionMismatch: [
    { sourceERCollectionId: "another" },
    "sourceERCollectionId",
    "sourceERCollectionId is not the collection of the request",
  ],
  destinationNotAccessible: [
    { destinationERCollectionId: "nowhere" },
    "destinationERCollectionId",
    "destinationERCollectionId is not a collection that you may read",
  ],
};

test("what only the endpoint knows stands at its field until the field changes", options, async (t) => {
  await withPage(browser, server.url, {}, async (page) => {
    await connect(page, COLLECTION);
    const answer = page.getByRole("region", { name: "The answer" });
    await fill(page, "stored", {});
    await button(page, "Send").click();
    await answer.getByText("Created", { exact: true }).waitFor();
    for (const [name, [changes, at, sentence]] of Object.entries(FOUND_THERE)) {
      await t.test(name, async () => {
        await fill(page, "stored", changes);
        await button(page, "Send").click();
        await eventually(() => errors(page, at), [sentence]);
        assert.equal(await field(page, at).getAttribute("aria-invalid"), "true");
        await answer.getByText("207", { exact: true }).waitFor();
        await answer.getByText("Failed", { exact: true }).waitFor();
        await answer.getByText(sentence).waitFor();
        await eventually(() => page.evaluate(() => document.activeElement.role ?? document.activeElement.getAttribute("role")), "alert");
        await field(page, at).fill("");
        assert.equal((await errors(page, at)).includes(sentence), false);
      });
    }
  });
});

/** What is wrong with where it is sent: how it comes about, the field, and what is told there. */
const REFUSED = {
  "401, a token of somebody else": [{ token: async () => "a.b.c" }, "token", /Unauthorized/i],
  "403, a token that may not write": [{ token: () => developmentToken({ scope: "apollo_read" }) }, "token", /scope/],
  "403, a collection that is not registered": [{ collection: "nowhere" }, "collection", NO_ACCESS],
  "403, a collection of others": [{ token: () => developmentToken({ sub: "stranger" }) }, "collection", NO_ACCESS],
};

test("what is wrong with token and collection stands at their fields, which open and take the focus", options, async (t) => {
  for (const [name, [{ token = () => developmentToken(), collection = COLLECTION }, at, sentence]] of Object.entries(REFUSED)) {
    await t.test(name, async () => {
      await withPage(browser, server.url, {}, async (page) => {
        await field(page, "collection").fill(collection);
        await field(page, "token").fill(`Bearer ${await token()} `);
        await button(page, "Done").click();
        await field(page, "token").waitFor({ state: "detached" });
        await fill(page, "refused", {});
        await button(page, "Send").click();
        const [told] = await eventuallySome(() => errors(page, at));
        if (typeof sentence === "string") assert.equal(told, sentence);
        else assert.match(told, sentence);
        const other = at === "token" ? "collection" : "token";
        assert.deepEqual(await errors(page, other), []);
        await eventually(() => page.evaluate(() => document.activeElement.id), at);
        // Gone with the next change.
        await field(page, at).press("End");
        await page.keyboard.type("x");
        await eventually(() => errors(page, at), []);
      });
    });
  }
});

test("what cannot be sent at all is told before it is sent", options, async () => {
  await withPage(browser, server.url, {}, async (page) => {
    const posts = watchPosts(page);
    await fill(page, "malformed", {});
    await button(page, "Send").click();
    await eventually(() => page.evaluate(() => document.activeElement.id), "collection");
    for (const wrong of ["a b", "a,b", "é", "x".repeat(129)]) {
      await field(page, "collection").fill(wrong);
      const sentence = "A collection’s id has up to 128 letters, digits and signs of ASCII, no space and no comma";
      await eventually(() => errors(page, "collection"), [sentence]);
    }
    await field(page, "collection").fill(COLLECTION);
    assert.deepEqual(await errors(page, "collection"), []);
    await button(page, "Send").click();
    await eventually(() => page.evaluate(() => document.activeElement.id), "token");
    await field(page, "token").fill("a b");
    await eventually(() => errors(page, "token"), ["This is no access token: there is a space or a sign in it that no token has"]);
    await field(page, "token").fill(await developmentToken({ expiresSeconds: -60 }));
    await eventually(() => errors(page, "token"), ["The token has expired."]);
    assert.deepEqual(posts, []);
  });
});

test("answers of others, and none at all, are told as what they are", options, async (t) => {
  await withPage(browser, server.url, {}, async (page) => {
    await connect(page, COLLECTION);
    const answer = page.getByRole("region", { name: "The answer" });
    const json = (status, message) => ({
      status,
      contentType: "application/json",
      body: JSON.stringify({ status: { message }, transactionId: "t-1", data: {} }),
    });
    for (const [name, respond, told] of [
      [
        "503 of the endpoint",
        (route) => route.fulfill(json(503, "Service Unavailable: not configured")),
        /503 Service Unavailable: not configured[^]*t-1/,
      ],
      ["429", (route) => route.fulfill(json(429, "Too Many Requests")), /429 Too Many Requests/],
      [
        "502 of a proxy",
        (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }),
        /502 <h1>Bad Gateway<\/h1>/,
      ],
      ["no answer", (route) => route.abort("connectionreset"), /^No answer came\. The server is away, or the network is\./m],
    ]) {
      await t.test(name, async () => {
        await page.route(ENDPOINT, respond);
        await fill(page, "answers", {});
        await button(page, "Send").click();
        await page.waitForFunction((source) => new RegExp(source, "m").test(document.querySelector(".answer")?.innerText ?? ""), told.source);
        assert.equal(await page.locator(".field .errors").count(), 0);
        await page.unroute(ENDPOINT);
      });
    }
    await t.test("then it is sent again", async () => {
      await button(page, "Send").click();
      await answer.getByText("Created", { exact: true }).waitFor();
    });
  });
});

/** What is read as soon as it is not empty. */
async function eventuallySome(read) {
  let some = [];
  await eventually(async () => (some = await read()).length > 0, true);
  return some;
}

test("without WebAssembly the form sends all the same, and files are said not to be checked", options, async () => {
  const context = await browser.newContext();
  try {
    // As where a proxy takes from the policy what WebAssembly needs.
    await context.route(/\/$|\.js$/, async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      headers["content-security-policy"] = headers["content-security-policy"]?.replace("'wasm-unsafe-eval'", "");
      await route.fulfill({ response, headers });
    });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByText("This browser does not run WebAssembly").waitFor();
    await connect(page, COLLECTION);
    await fill(page, "", { relationshipName: "without a core" });
    await button(page, "Send").click();
    await eventually(() => errors(page, "id"), ["id is required"]);
    await field(page, "id").fill("without-core");
    await button(page, "Send").click();
    await page.getByRole("region", { name: "The answer" }).getByText("Created", { exact: true }).waitFor();

    await page.getByRole("link", { name: "Many" }).click();
    await button(page, "Example").click();
    await page.getByText("files cannot be checked here").waitFor();
  } finally {
    await context.unrouteAll({ behavior: "wait" });
    await context.close();
  }
});
