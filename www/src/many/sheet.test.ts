import assert from "node:assert/strict";
import { test } from "node:test";
import { infoOfName } from "../relationship/type_info.ts";
import { core, goodRow, manyRows } from "./core_for_tests.ts";
import { pause } from "./pause.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { createSheet } from "./sheet.ts";

type Said<K extends FromWorker["kind"]> = Extract<FromWorker, { kind: K }>;

/** A sheet, what it says, and a way to wait until it has nothing more to say. */
function started() {
  const said: FromWorker[] = [];
  const errors: unknown[] = [];
  const sheet = createSheet(core, (message) => said.push(structuredClone(message)), pause, (error) => errors.push(error));
  const of = <K extends FromWorker["kind"]>(kind: K) => said.filter((message): message is Said<K> => message.kind === kind);
  return {
    said,
    of,
    take: (message: ToWorker) => sheet.take(message),
    read: (text: string, name?: string) => sheet.take({ kind: "read", bytes: new TextEncoder().encode(text).buffer, name }),
    /** The verdicts on a row so far, as the codes of its issues. */
    codesOf: (key: number) =>
      said
        .flatMap((message) => (message.kind === "rows" || message.kind === "judged" ? message.rows : []))
        .filter((row) => row.key === key)
        .map((row) => row.issues.map(({ code }) => code)),
    async idle() {
      const timings = of("timing").length;
      while (of("timing").length === timings && errors.length === 0) await pause();
      await pause();
      assert.deepEqual(errors, []);
    },
  };
}

const listOf = (...texts: string[]) => `[${texts.join(",\n")}]`;

test("a file is told as its head, its rows, its findings, and the time it took", async () => {
  const { said, read, idle } = started();
  read(listOf(goodRow("a"), "{", goodRow("a")));
  await idle();
  const [head, rows, checks, timing, ...more] = said;
  const [whole] = core.validateText("{").issues;
  assert.deepEqual([head, rows, checks, more], [
    { kind: "head", format: "json", columns: undefined, total: 3, issues: [] },
    {
      kind: "rows",
      rows: [
        { key: 0, text: goodRow("a"), line: 1, issues: [], hints: [] },
        { key: 1, text: "{", line: 2, issues: [whole], hints: [] },
        { key: 2, text: goodRow("a"), line: 3, issues: [], hints: [] },
      ],
      done: true,
      total: 3,
    },
    { kind: "checks", findings: [{ check: "duplicateId", keys: [0, 2] }], done: true },
    [],
  ]);
  assert.equal(timing?.kind, "timing");
});

test("many rows come in chunks, in their order", async () => {
  const { of, read, idle } = started();
  read(Array.from({ length: 601 }, (_, index) => goodRow(`${index}`, { sourceEntityId: `${index}` })).join("\n"));
  await idle();
  assert.deepEqual(of("rows").map(({ rows, done, total }) => [rows.length, done, total]), [[250, false, 601], [250, false, 601], [101, true, 601]]);
  assert.deepEqual(of("rows").flatMap(({ rows }) => rows.map(({ key, line }) => [key, line])), Array.from({ length: 601 }, (_, key) => [key, key + 1]));
  assert.equal(of("timing")[0]?.rows, 601);
});

test("large rows come in smaller chunks", async () => {
  const { of, read, idle } = started();
  read(Array.from({ length: 5 }, (_, index) => goodRow(`${index}`, { customData: { text: "x".repeat(400_000) } })).join("\n"));
  await idle();
  assert.deepEqual(of("rows").map(({ rows }) => rows.length), [2, 2, 1]);
});

test("an edit while a file is read comes before the rest of it", async () => {
  const { said, of, take, read, idle } = started();
  read(Array.from({ length: 1000 }, (_, index) => goodRow(`${index}`)).join("\n"));
  while (of("rows").length === 0) await pause();
  // One row that was posted, one that was not, and one that never was.
  take({ kind: "edit", rows: [{ key: 0, text: "{}" }, { key: 900, text: "[]" }, { key: 5000, text: "[]" }] });
  await idle();
  assert.deepEqual(said.slice(0, 4).map(({ kind }) => kind), ["head", "rows", "judged", "rows"]);
  assert.deepEqual(of("judged").map(({ rows }) => rows.map(({ key }) => key)), [[0]]);
  const row = of("rows").flatMap(({ rows }) => rows).find(({ key }) => key === 900);
  assert.deepEqual([row?.text, row?.issues.map(({ code }) => code)], ["[]", ["objectExpected"]]);
  assert.deepEqual(of("rows").map(({ rows }) => rows.length), [250, 250, 250, 250]);
});

test("findings follow each edit and removal, once for several", async () => {
  const { of, take, read, idle } = started();
  read(listOf(goodRow("a"), goodRow("b", { sourceEntityId: "B2" }), goodRow("c", { sourceEntityId: "B3" })));
  await idle();
  take({ kind: "edit", rows: [{ key: 1, text: goodRow("a", { sourceEntityId: "B2" }) }] });
  take({ kind: "edit", rows: [{ key: 2, text: goodRow("a", { sourceEntityId: "B3" }) }] });
  await idle();
  take({ kind: "remove", keys: [0, 7] });
  await idle();
  take({ kind: "edit", rows: [{ key: 2, text: "no object any more" }] });
  await idle();
  assert.deepEqual(of("checks").map(({ findings }) => findings), [[], [{ check: "duplicateId", keys: [0, 1, 2] }], [{ check: "duplicateId", keys: [1, 2] }], []]);
});

test("many findings come in chunks, the last of which is done", async () => {
  const { of, read, idle } = started();
  read(Array.from({ length: 1400 }, (_, index) => goodRow(`${index >> 1}`, { sourceEntityId: `${index}` })).join("\n"));
  await idle();
  assert.deepEqual(of("checks").map(({ findings, done }) => [findings.length, done]), [[500, false], [200, true]]);
});

test("an issue of a cell of CSV goes when that cell changes, one of the row with any edit", async () => {
  const { codesOf, take, read, idle } = started();
  read("id,n,m,l\nstring,number,number,array\nrequired,optional,optional,optional\na,x,y,12\nb\n", "rows.csv");
  await idle();
  const edits = [
    // Another cell; the same text, but a number now; another text; no cell at all.
    '{"id":"z", "n":"x","m":"y","l":"12"}',
    '{"id":"z","n":"x","m":"y","l":12}',
    '{"id":"z","n":"xx","m":"y","l":12}',
    '{"id":"z","n":"x","l":12}',
  ];
  for (const text of edits) {
    take({ kind: "edit", rows: [{ key: 0, text }, { key: 1, text: '{"id":"z"}' }] });
    await idle();
  }
  const csvCodes = (key: number) => codesOf(key).map((codes) => codes.filter((code) => code.startsWith("csv")).length);
  assert.deepEqual([csvCodes(0), csvCodes(1)], [[3, 3, 2, 1, 0], [1, 0, 0, 0, 0]]);
});

test("new types judge all rows anew, and their inverses count", async () => {
  const { of, codesOf, take, read, idle } = started();
  read(listOf(goodRow("a", { relationshipType: "serves" }), goodRow("b")));
  await idle();
  const serves = { title: "serves", type: "object", properties: { relationshipName: { maxLength: 3 } } };
  take({ kind: "types", schemas: [serves], infos: [{ ...infoOfName("serves"), inverse: "isServedBy" }] });
  await idle();
  assert.deepEqual([codesOf(0), codesOf(1)], [[["typeNotRegistered"], ["stringTooLong"]], [[], []]]);
  assert.deepEqual(of("checks").at(-1)?.findings, [{ check: "missingInverse", keys: [0], inverse: "isServedBy" }]);
});

test("types that come first hold for the file", async () => {
  const { codesOf, take, read, idle } = started();
  take({ kind: "types", schemas: [{ title: "serves", type: "object" }], infos: [] });
  read(listOf(goodRow("a", { relationshipType: "serves" })));
  await idle();
  assert.deepEqual(codesOf(0), [[]]);
});

test("new types and edits while a file is read judge no row twice, nor before it was told", async () => {
  const { said, of, codesOf, take, read, idle } = started();
  read(Array.from({ length: 600 }, (_, index) => goodRow(`${index}`)).join("\n"));
  while (of("rows").length === 0) await pause();
  take({ kind: "edit", rows: [{ key: 3, text: "{}" }] });
  take({ kind: "types", schemas: [], infos: [] });
  take({ kind: "edit", rows: [{ key: 4, text: "{}" }] });
  await idle();
  assert.deepEqual(said.map((message) => (message.kind === "rows" || message.kind === "judged" ? [message.kind, message.rows.length] : message.kind)), [
    "head", ["rows", 250], ["judged", 2], ["rows", 250], ["rows", 100], ["judged", 248], "checks", "timing",
  ]);
  assert.equal(codesOf(3).length, 2);
});

test("a row that is removed before it was told is never told", async () => {
  const { of, take, read, idle } = started();
  read(listOf(goodRow("a"), goodRow("b"), goodRow("c")));
  take({ kind: "remove", keys: [1] });
  await idle();
  assert.deepEqual(of("rows").map(({ rows, total }) => [rows.map(({ key }) => key), total]), [[[0, 2], 3]]);
});

test("a type that cannot be compiled is left out, and told", async () => {
  const { of, codesOf, take, read, idle } = started();
  take({ kind: "types", schemas: [{ title: "broken", type: 1 }, { title: "serves", type: "object" }], infos: [] });
  read(listOf(goodRow("a", { relationshipType: "serves" })));
  await idle();
  assert.deepEqual([of("typesLeftOut"), codesOf(0)], [[{ kind: "typesLeftOut", names: ["broken"] }], [[]]]);
});

test("a file takes the place of the one before", async () => {
  const { of, read, idle } = started();
  read(Array.from({ length: 600 }, (_, index) => goodRow(`${index}`)).join("\n"));
  read(listOf(goodRow("x")));
  await idle();
  assert.deepEqual(of("rows").at(-1), { kind: "rows", rows: [{ key: 0, text: goodRow("x"), line: 1, issues: [], hints: [] }], done: true, total: 1 });
  assert.deepEqual(of("checks").map(({ findings }) => findings), [[]]);
});

test("what is no text is told, and has no rows", async () => {
  const { said, take, idle } = started();
  take({ kind: "read", bytes: new Uint8Array([0xff, 0xfe, 0x7b, 0]).buffer });
  await idle();
  assert.deepEqual(said.slice(0, 2), [{ kind: "unreadable", reason: "utf16" }, { kind: "checks", findings: [], done: true }]);
});

test("a file that is no text ends the reading of the one before", async () => {
  const { said, take, read, idle } = started();
  read(listOf(goodRow("a")));
  take({ kind: "read", bytes: new Uint8Array([0x7b, 0xe4]).buffer });
  await idle();
  assert.deepEqual(said.map(({ kind }) => kind), ["head", "unreadable", "checks", "timing"]);
});

test("10,000 rows of each format, printed", async (t) => {
  const texts = manyRows(10_000);
  const { writeCsv } = await import("./csv.ts");
  const files = { "rows.json": `[${texts.join(",\n")}]`, "rows.ndjson": texts.join("\n"), "rows.csv": writeCsv(texts, []).csv };
  for (const [name, text] of Object.entries(files)) {
    for (const round of ["first", "second"]) {
      const { of, take, read, idle } = started();
      const start = performance.now();
      read(text, name);
      await idle();
      const all = performance.now() - start;
      take({ kind: "edit", rows: [{ key: 5, text: goodRow("edited") }] });
      await idle();
      const [whole, edited] = of("timing");
      const { readMillis = 0, judgeMillis = 0, checkMillis = 0 } = whole ?? {};
      const figures = { read: readMillis, judge: judgeMillis, check: checkMillis, all, "check after an edit": edited?.checkMillis ?? 0 };
      t.diagnostic(`${name}, ${round}: ${Object.entries(figures).map(([what, millis]) => `${what} ${millis.toFixed(0)} ms`).join(", ")}`);
      assert.equal(of("rows").flatMap(({ rows }) => rows).length, 10_000);
    }
  }
});
