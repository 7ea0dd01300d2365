//! What the facade repeats of the core: codes and limits.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../../scripts/lib/places.mjs";
import { readCore, readUnions } from "./lib/codes.mjs";

const unions = await readUnions();

test("IssueCode is the union of all the others", async () => {
  const source = await readFile(join(ROOT, "pkg/src/issue_code.ts"), "utf8");
  const [, members] = source.match(/^export type IssueCode = ([^;]+);/m);
  const others = Object.keys(unions).filter((name) => name !== "IssueCode");
  assert.deepEqual(members.split(" | ").sort(), others.sort());
});

test("the codes of relationships are the core's", async () => {
  const codes = await readCore(/^    [A-Z]\w+ = "(\w+)",$/gm, "issue.rs");
  assert.ok(codes.length > 50);
  assert.deepEqual(unions.RelationshipCode, codes);
});

test("the codes of text that is no JSON are the core's", async () => {
  const codes = await readCore(/^ +Self::\w+ => "(\w+)",$/gm, "json/error.rs");
  assert.equal(codes.length, 12);
  assert.deepEqual(unions.SyntaxCode, codes);
});

test("the codes of what is no list of relationships are the core's", async () => {
  const codes = await readCore(/^ +Self::\w+(?: \{ \.\. \})? => "(\w+)",$/gm, "relationship/batch.rs");
  assert.equal(codes.length, 4);
  assert.deepEqual(unions.BatchCode, codes);
});

test("the codes of what is no table are the core's", async () => {
  const codes = await readCore(/^ +Self::\w+ => "(csv\w+)",$/gm, "csv/error.rs");
  assert.equal(codes.length, 4);
  assert.deepEqual(unions.CsvCode, codes);
});

test("the code of what is too large is the core's", async () => {
  assert.deepEqual(unions.SizeCode, await readCore(/^const BODY_TOO_LARGE: &str = "(\w+)";$/gm, "report.rs"));
});

test("the limits are the core's", async () => {
  const source = await readFile(join(ROOT, "pkg/src/limits.ts"), "utf8");
  const ours = Array.from(source.matchAll(/^export const (\w+) = ([\d_]+);$/gm), ([, name, text]) => [name, valueOf(text)]);
  const theirs = ours.map(async ([name]) => {
    const found = await readCore(new RegExp(`^(?:pub(?:\\(\\w+\\))? )?const ${name}: usize = ([\\d_ *]+);$`, "gm"));
    assert.equal(found.length, 1, name);
    return [name, valueOf(found[0])];
  });
  assert.ok(ours.length > 5);
  assert.deepEqual(ours, await Promise.all(theirs));
});

/** Of `4 * 1024 * 1024` or `4_194_304`. */
function valueOf(text) {
  return text.replaceAll("_", "").split("*").reduce((product, factor) => product * Number(factor), 1);
}
