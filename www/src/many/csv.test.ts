import assert from "node:assert/strict";
import { test } from "node:test";
import { core, goodRow, manyRows } from "./core_for_tests.ts";
import { writeCsv } from "./csv.ts";
import { compact } from "../json/layout.ts";
import { writeNdjson } from "./ndjson.ts";
import { randomFrom, randomJson } from "../json/random_json.ts";
import { cellsOf } from "./row.ts";

test("rows are written as the documented table", () => {
  const rows = ['{"id":"a,\\"b\\"","relationshipName":"line\\nbreak"}', '{"customData": {"n": 1.50}, "floor": 12345678901234567890, "id":"b"}'];
  assert.deepEqual(writeCsv(rows, []), {
    csv: [
      "id,relationshipName,customData,floor",
      "string,string,object,number",
      "required,required,optional,optional",
      '"a,""b""","line\nbreak",,',
      'b,,"{""n"":1.50}",12345678901234567890',
      "",
    ].join("\r\n"),
    rest: [],
  });
});

test("the columns of the file keep their order, types and words, other properties follow", () => {
  const { columns } = core.parseCsv("n,unused,id\ninteger,array,string\nrequired,optional,optional\n1,,a\n");
  const { csv } = writeCsv(['{"n":1,"id":"a","yes":true}'], columns);
  assert.equal(csv, "n,unused,id,yes\r\ninteger,array,string,boolean\r\nrequired,optional,optional,optional\r\n1,,a,true\r\n");
});

test("a row that CSV cannot say is left for another format", () => {
  const { columns } = core.parseCsv("id,n,yes\nstring,number,boolean\nrequired,optional,optional\nx,1,true\n");
  const rest = ["", "3", "{", '{"id":""}', '{"id":1}', '{"id":null}'];
  rest.push('{"n":"1"}', '{"n":true}', '{"yes":"TRUE"}', '{"id":"\\ud800"}', '{"id":"a","id":"b"}', '{"":1}', '{"other":null}');
  const said = '{"id":"a"}';
  assert.deepEqual(writeCsv([...rest, said], columns), { csv: "id,n,yes\r\nstring,number,boolean\r\nrequired,optional,optional\r\na,,\r\n", rest });
});

test("a single empty cell is no empty line", () => {
  const { columns } = core.parseCsv("id\nstring\nrequired\nx\n");
  const { csv } = writeCsv(["{}", '{"id":"a"}'], columns);
  assert.deepEqual([core.parseCsv(csv).relationships, core.parseCsv(csv).issues], [["{}", '{"id":"a"}'], []]);
});

test("no more columns are made than a table may have", () => {
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`p${index}`, index])));
  const { csv, rest } = writeCsv([wide, '{"id":"a"}'], []);
  assert.deepEqual([csv, rest], ["id\r\nstring\r\nrequired\r\na\r\n", [wide]]);
});

test("what is written is read again as it was", () => {
  const random = randomFrom(6);
  const names = ["id", "customData", "a", "b", "c", "ä,", "__proto__"];
  const sorted = (text: string) => [...cellsOf(text)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (let round = 0; round < 300; round++) {
    const rows = Array.from({ length: 20 }, () =>
      JSON.stringify(Object.fromEntries(names.filter(() => random() < 0.6).map((name) => [name, randomJson(random, 2)]))),
    );
    const { csv, rest } = writeCsv(rows, []);
    const { relationships } = core.parseCsv(csv);
    const said = rows.filter((row) => !rest.includes(row));
    assert.deepEqual(relationships.map(sorted), said.map(sorted), csv);
  }
});

test("a cell that was not of its column's type is written as it stood", () => {
  const csv = "id,n,customData\r\nstring,number,object\r\nrequired,optional,optional\r\na,twelve,{x\r\n";
  const { relationships, columns } = core.parseCsv(csv);
  assert.deepEqual(writeCsv(relationships, columns), { csv, rest: [] });
});

test("real rows lose nothing as CSV", () => {
  const rows = manyRows(3000);
  const { csv, rest } = writeCsv(rows, []);
  const { relationships, issues } = core.parseCsv(csv);
  assert.deepEqual([relationships.map((row) => [...cellsOf(row)].sort()), rest, issues], [rows.map((row) => [...cellsOf(row)].sort()), [], []]);
});

test("NDJSON has one row a line, whatever the row is", () => {
  const rows = [goodRow("a"), '{\n"n": 1.0\n}', '{"a":\n', ""];
  assert.equal(writeNdjson(rows), `${goodRow("a")}\n{"n":1.0}\n{"a": \n\n`);
  assert.equal(compact(rows[1]!), '{"n":1.0}');
});
