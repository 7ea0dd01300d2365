//! One verdict natively and in wasm, on made-up bodies: the report of the native core, what the packed package says
//! of the same bytes, text and value, and what its endpoint answers.
//!
//!     PROPERTY_SEED=7 PROPERTY_COUNT=20000 node --test tests/package/parity/property.test.mjs

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { environment } from "../../../scripts/lib/command.mjs";
import { ROOT } from "../../../scripts/lib/places.mjs";
import { Random } from "../lib/random.mjs";
import { makeProject } from "../lib/tarball.mjs";
import { makePayload } from "./payloads.mjs";

const { PROPERTY_SEED = String(Date.now() % 2 ** 32), PROPERTY_COUNT = "3000" } = process.env;
console.log(`note: made-up bodies of PROPERTY_SEED=${PROPERTY_SEED} PROPERTY_COUNT=${PROPERTY_COUNT}`);

/** Issues of one relationship beyond which they are cut, so that which ones are told depends on their order. */
const MAX_ISSUES = 64;

const project = await makeProject();
after(project.remove);
const { resolve } = createRequire(join(project.folder, "index.js"));
const load = (name) => import(pathToFileURL(resolve(name)));
const { createCatalog, validate, validateBytes, validateText } = await load("er-relationships");
const { createEndpoint } = await load("er-relationships/endpoint");

const random = new Random(Number(PROPERTY_SEED));
const payloads = random.list(Number(PROPERTY_COUNT), () => makePayload(random));
const reports = nativeReports(payloads);

test("bytes have one verdict natively and in wasm", async () => {
  await forEachPayload((bytes, report) => assert.equal(reportOf(validateBytes(bytes)), report));
});

test("a catalog of the built-in types has the same verdict", async () => {
  const catalog = createCatalog([]);
  await forEachPayload((bytes, report) => assert.equal(reportOf(catalog.validateBytes(bytes)), report));
});

test("text has the verdict of its bytes", async () => {
  await forEachPayload((bytes, report) => {
    const text = textOf(bytes);
    if (text !== undefined) assert.equal(reportOf(validateText(text)), report);
  });
});

test("a value has the verdict of its text, where JSON.parse keeps all of it", async () => {
  await forEachPayload((bytes, report) => {
    const { count, issues } = JSON.parse(report);
    const isCut = issues.length >= MAX_ISSUES;
    if (count === 0 || isCut) return;
    // JSON.parse puts members whose names are numbers first.
    const sorted = (list) => list.map((issue) => JSON.stringify(issue)).sort();
    const { issues: found } = JSON.parse(reportOf(validate(JSON.parse(textOf(bytes)))));
    assert.deepEqual(sorted(found), sorted(issues));
  });
});

test("codes, paths and messages are those of the endpoint's answer", async () => {
  await forEachPayload(async (bytes) => {
    const { issues } = validateBytes(bytes);
    const { status, data } = await answer(bytes);
    if (status.code === "413") {
      assert.deepEqual(issues.map(({ code }) => code), ["tooManyRelationships"]);
      assert.equal(status.message, `Payload too large: ${issues[0].message}`);
    } else if (status.code === "400") {
      assert.deepEqual(issues.map(({ code, path, message }) => ({ code, path, message })), data.errors.map(({ code, path, message }) => ({ code, path, message })));
    } else {
      assert.deepEqual(issuesByItem(issues), errorsByItem(data.responses?.failure ?? []));
    }
  });
});

/** What the native core says of each. */
function nativeReports(payloads) {
  const lines = payloads.map((bytes) => JSON.stringify(bytes.toString("latin1")));
  const { status, stdout, stderr } = spawnSync("cargo", ["run", "--quiet", "--package", "er-relationships", "--example", "report"], {
    cwd: ROOT,
    env: environment(),
    input: lines.join("\n"),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  assert.equal(status, 0, stderr);
  const reports = stdout.split("\n").slice(0, -1);
  assert.equal(reports.length, payloads.length);
  return reports;
}

/** The core's report in a result: all but what the package adds to it. */
function reportOf({ count, issues, hints }) {
  const withoutMessages = (list) => list?.map(({ message: _message, ...issue }) => issue);
  return JSON.stringify({ count, issues: withoutMessages(issues), hints: withoutMessages(hints) });
}

/** The text, if the bytes are one. */
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function answer(bytes) {
  // A new one each time: what an earlier body stored would have its say.
  const { fetch } = createEndpoint({ collections: { c: { ann: "owner" } }, tokens: { t: { sub: "ann" } } });
  const headers = { authorization: "Bearer t", "content-type": "application/json", ercollectionid: "c", async: "false" };
  const response = await fetch(new Request("https://example.com/apollo/er/relationships", { method: "POST", headers, body: bytes }));
  return response.json();
}

/** Only of those that have any. */
function issuesByItem(issues) {
  const items = {};
  for (const { index = 0, code, path, message, keyword, schemaPath } of issues) (items[index] ??= []).push({ code, path, message, keyword, schemaPath });
  return items;
}

function errorsByItem(failures) {
  return Object.fromEntries(
    failures.map(({ index, errors }) => [
      index,
      errors.map(({ code, path, message, keyword, schemaPath }) => ({ code, path, message, keyword, schemaPath })),
    ]),
  );
}

/** A failure names its payload, and how to have it again. */
async function forEachPayload(check) {
  for (const [index, bytes] of payloads.entries()) {
    try {
      await check(bytes, reports[index]);
    } catch (error) {
      const replay = `PROPERTY_SEED=${PROPERTY_SEED} PROPERTY_COUNT=${PROPERTY_COUNT}`;
      throw new Error(`payload ${index} of ${replay}: ${JSON.stringify(bytes.toString("latin1"))}`, { cause: error });
    }
  }
}
