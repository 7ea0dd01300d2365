//! The rows of a file and their verdicts: what the worker does, apart from being one. Work is done in small pieces, between
//! which it takes messages, and what a person is waiting for comes first.

import type { Catalog, createCatalog, CsvTable, Issue, JsonSchema } from "er-relationships/slim";
import type { TypeInfo } from "../relationship/type_info.ts";
import { check } from "./checks.ts";
import { textOf } from "./decode.ts";
import type { Validate } from "./judge.ts";
import { judge } from "./judge.ts";
import type { FromWorker, Judged, ReadRow, ToWorker } from "./protocol.ts";
import { readText } from "./read.ts";
import { cellsOf } from "./row.ts";
import type { Statement } from "./statement.ts";

/** What goes into a message, so that the page takes no more than a few milliseconds for it. */
const MAX_CHUNK_ROWS = 250;
const MAX_CHUNK_CHARACTERS = 1024 * 1024;
const MAX_CHUNK_FINDINGS = 500;

/** What of the package is used. */
export interface Core {
  validateText: Validate;
  createCatalog: typeof createCatalog;
  parseCsv: (text: string) => CsvTable;
}

interface Row {
  key: number;
  text: string;
  line: number | undefined;
  /** What the reading of CSV found, until it is edited away. */
  issues: Issue[];
  statement?: Statement | undefined;
}

/** What the worker is for. */
export interface Sheet {
  /** Takes a message; what there is to say about it is posted sooner or later. */
  take(message: ToWorker): void;
}

/** Makes a sheet without rows. `pause` lets messages in; `fail` is told of what is thrown meanwhile. */
export function createSheet(
  core: Core,
  post: (message: FromWorker) => void,
  pause: () => Promise<void>,
  fail: (error: unknown) => void,
): Sheet {
  const rows = new Map<number, Row>();
  let validate = core.validateText;
  let infoOf: ReadonlyMap<string, TypeInfo> = new Map();

  // The keys of what is to be judged, in this order: what was edited, what was not posted yet, what new types may change.
  const edited = new Set<number>();
  const fresh = new Set<number>();
  const stale = new Set<number>();
  const queues = [edited, fresh, stale];
  let isReading = false;
  let total = 0;
  let isUnchecked = false;
  let isWorking = false;
  let timing = noTime();

  return {
    take(message) {
      if (message.kind === "types") setTypes(message.schemas, message.infos);
      else if (message.kind === "read") read(message.bytes, message.name);
      else if (message.kind === "edit") edit(message.rows);
      else remove(message.keys);
      isUnchecked = true;
      void work();
    },
  };

  function setTypes(schemas: readonly JsonSchema[], infos: readonly TypeInfo[]): void {
    const { catalog, leftOut } = catalogOf(schemas, core.createCatalog);
    validate = catalog.validateText;
    infoOf = new Map(infos.map((info) => [info.name, info]));
    if (leftOut.length > 0) post({ kind: "typesLeftOut", names: leftOut });
    for (const key of rows.keys()) if (!fresh.has(key) && !edited.has(key)) stale.add(key);
  }

  function read(bytes: ArrayBuffer, name: string | undefined): void {
    rows.clear();
    for (const queue of queues) queue.clear();
    isReading = false;
    const start = performance.now();
    const decoded = textOf(bytes);
    if ("reason" in decoded) {
      post({ kind: "unreadable", reason: decoded.reason });
      return;
    }
    const file = readText(decoded.text, name, core.parseCsv);
    file.rows.forEach(({ text, line, issues }, key) => {
      rows.set(key, { key, text, line, issues });
      fresh.add(key);
    });
    isReading = true;
    total = rows.size;
    timing.readMillis += performance.now() - start;
    post({ kind: "head", format: file.format, columns: file.columns, total, issues: file.issues });
  }

  function edit(changes: readonly { key: number; text: string }[]): void {
    for (const { key, text } of changes) {
      const row = rows.get(key);
      if (!row) continue;
      row.issues = issuesLeft(row, text);
      row.text = text;
      stale.delete(key);
      if (!fresh.has(key)) edited.add(key);
    }
  }

  function remove(keys: readonly number[]): void {
    for (const key of keys) {
      rows.delete(key);
      for (const queue of queues) queue.delete(key);
    }
  }

  /** Works until there is nothing left to do. */
  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    try {
      // What is said in one go is taken in before any of it is done.
      do await pause();
      while (workOnce());
    } catch (error) {
      fail(error);
    }
    isWorking = false;
  }

  /** Does the next piece of work, if there is one. */
  function workOnce(): boolean {
    if (edited.size > 0) postJudged(edited);
    else if (isReading) postRows();
    else if (stale.size > 0) postJudged(stale);
    else if (isUnchecked) postChecks();
    else return false;
    return true;
  }

  function postJudged(queue: Set<number>): void {
    post({ kind: "judged", rows: judgeRows(takeRows(queue)).map(({ key, issues, hints }): Judged => ({ key, issues, hints })) });
  }

  function postRows(): void {
    const judged = judgeRows(takeRows(fresh));
    const read = judged.map(({ row, key, issues, hints }): ReadRow => ({ key, text: row.text, line: row.line, issues, hints }));
    isReading = fresh.size > 0;
    post({ kind: "rows", rows: read, done: !isReading, total });
  }

  function judgeRows(chunk: readonly Row[]): (Judged & { row: Row })[] {
    const start = performance.now();
    const verdicts = judge(chunk.map(({ text }) => text), validate);
    timing.judgeMillis += performance.now() - start;
    timing.rows += chunk.length;
    return chunk.map((row, index) => {
      const { issues, hints, statement } = verdicts[index]!;
      row.statement = statement;
      return { row, key: row.key, issues: [...row.issues, ...issues], hints };
    });
  }

  /** Takes as many rows from a queue as go into a message. */
  function takeRows(queue: Set<number>): Row[] {
    const chunk: Row[] = [];
    let characters = 0;
    for (const key of queue) {
      const row = rows.get(key)!;
      characters += row.text.length;
      if (chunk.length === MAX_CHUNK_ROWS || (chunk.length > 0 && characters > MAX_CHUNK_CHARACTERS)) break;
      queue.delete(key);
      chunk.push(row);
    }
    return chunk;
  }

  function postChecks(): void {
    isUnchecked = false;
    const start = performance.now();
    const stating = [...rows.values()].flatMap(({ key, statement }) => (statement ? [{ key, statement }] : []));
    const findings = check(stating, infoOf);
    timing.checkMillis = performance.now() - start;
    let at = 0;
    do {
      const chunk = findings.slice(at, at + MAX_CHUNK_FINDINGS);
      at += MAX_CHUNK_FINDINGS;
      post({ kind: "checks", findings: chunk, done: at >= findings.length });
    } while (at < findings.length);
    post({ kind: "timing", ...timing });
    timing = noTime();
  }
}

/** The issues of the CSV that an edit leaves: those of cells that are as they were. */
function issuesLeft({ text, issues }: Row, edited: string): Issue[] {
  if (issues.length === 0) return issues;
  const [before, after] = [cellsOf(text), cellsOf(edited)];
  return issues.filter(({ path: [name] }) => {
    if (name === undefined) return false;
    const [was, is] = [before.get(String(name)), after.get(String(name))];
    return was?.text === is?.text && was?.isText === is?.isText;
  });
}

/** A catalog of the types that can be compiled here. */
function catalogOf(schemas: readonly JsonSchema[], create: typeof createCatalog): { catalog: Catalog; leftOut: string[] } {
  const left = [...schemas];
  const leftOut: string[] = [];
  for (;;) {
    try {
      return { catalog: create(left), leftOut };
    } catch (error) {
      const { code, index } = error as { code?: unknown; index?: unknown };
      if (code !== "schemaInvalid" || typeof index !== "number") throw error;
      const [schema] = left.splice(index, 1);
      leftOut.push(String(Object(schema)["title"]));
    }
  }
}

function noTime(): { rows: number; readMillis: number; judgeMillis: number; checkMillis: number } {
  return { rows: 0, readMillis: 0, judgeMillis: 0, checkMillis: 0 };
}
