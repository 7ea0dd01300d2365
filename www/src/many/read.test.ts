import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./core_for_tests.ts";
import { readText } from "./read.ts";

const read = (text: string, name?: string) => readText(text, name, core.parseCsv);
const HEADER = "id,n\nstring,integer\nrequired,optional\n";

test("rows of JSON and NDJSON have their lines", () => {
  assert.deepEqual(read('[{"a":1},\n{"a":2}]'), {
    format: "json",
    rows: [{ text: '{"a":1}', line: 1, issues: [] }, { text: '{"a":2}', line: 2, issues: [] }],
    issues: [],
  });
  assert.deepEqual(read('{"a":1}\n\nx', "a.ndjson"), {
    format: "ndjson",
    rows: [{ text: '{"a":1}', line: 1, issues: [] }, { text: "x", line: 3, issues: [] }],
    issues: [],
  });
});

test("issues of CSV belong to their rows, or to the whole", () => {
  const { format, columns, rows, issues } = read(`${HEADER}a,1\nb,x\nc\n"`);
  const names = columns?.map(({ name }) => name);
  assert.deepEqual([format, names, rows.map(({ text }) => text)], ["csv", ["id", "n"], ['{"id":"a","n":1}', '{"id":"b","n":"x"}', '{"id":"c"}']]);
  const told = rows.map((row) => row.issues.map(({ code, path, index }) => [code, path, index]));
  assert.deepEqual(told, [[], [["csvCell", ["n"], undefined]], [["csvSyntax", [], undefined]]]);
  assert.deepEqual(issues.map(({ code }) => code), ["csvSyntax"]);
});

test("a file without rows says so in the core's words", () => {
  for (const text of ["", " ", "[]", "[ ]\n"]) assert.deepEqual(read(text).issues, core.validateText(text).issues, text);
  assert.deepEqual(read("id\nstring\nrequired\n").issues.map(({ code }) => code), ["emptyList"]);
  assert.deepEqual(read("hello").issues.map(({ code }) => code), ["csvHeader"]);
});

test("a list that was cut off says where, beside its rows", () => {
  for (const text of ['[{"id":"a"},\n{"id":', "[{}", "["]) assert.deepEqual(read(text).issues, core.validateText(text).issues);
});
