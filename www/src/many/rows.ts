//! The rows on the page, as the worker reads and judges them.

import { computed, effect, signal } from "@preact/signals";
import type { Issue, PostResult } from "er-relationships/client";
import { ownSchemas, types } from "../registry.ts";
import { REQUIRED } from "../relationship/properties.ts";
import { texts } from "../texts.ts";
import { problemsOf, type Problem } from "./problems.ts";
import type { Column, Finding, Format, FromWorker, Judged, ToWorker } from "./protocol.ts";
import { cellsOf, withCell, type Cell } from "./row.ts";

/** A row of the table. */
export interface Row {
  readonly key: number;
  /** Where it stands in its file: the row of CSV, the line of NDJSON, else its place in the list. */
  readonly number: number;
  text: string;
  issues: readonly Issue[];
  hints: readonly Issue[];
  /** What became of it when it was sent, as it is now. */
  outcome?: PostResult["outcome"] | undefined;
  refusals: readonly Issue[];
  /** Of `text`; made when they are asked for. */
  cells?: ReadonlyMap<string, Cell> | undefined;
  problems?: readonly Problem[] | undefined;
}

/** What the page has of a file. */
export interface File {
  format: Format;
  /** Of CSV. */
  columns: readonly Column[];
  /** What is wrong with the file as a whole. */
  issues: readonly Issue[];
}

/** How far the reading is. */
export const reading = signal<{ done: number; total: number } | undefined>(undefined);

export const file = signal<File | undefined>(undefined);

/** Why a file cannot be read at all, or why the worker is of no use. */
export const fault = signal<string | undefined>(undefined);

/** Types that the worker could not take. */
export const typesLeftOut = signal<readonly string[]>([]);

export const findings = signal<readonly Finding[]>([]);

/** How long the verdicts on the file took, without reading and waiting. */
export const timing = signal<{ rows: number; millis: number } | undefined>(undefined);

/** Whether anything was edited, so that leaving the page would lose it. */
export const isEdited = signal(false);

const byKey = new Map<number, Row>();

/** Counted up by each change of a row. */
const revision = signal(0);

/** All rows in their order. */
export const rows = computed<readonly Row[]>(() => {
  void revision.value;
  return [...byKey.values()];
});

/** The properties that the table shows, in this order. */
export const columns = signal<readonly string[]>(REQUIRED);

let worker: Worker | undefined;
let findingsByKey: ReadonlyMap<number, readonly Finding[]> = new Map();
let findingsToCome: Finding[] = [];

/** Reads a file, in place of what is there. */
export function readFile(bytes: ArrayBuffer, name?: string): void {
  startOver();
  reading.value = { done: 0, total: 0 };
  worker = new Worker(new URL("./judge.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => take(data);
  worker.onerror = ({ message }) => take({ kind: "failed", message });
  tellTypes();
  tell({ kind: "read", bytes, name }, [bytes]);
}

/** Takes everything off the table; stops the reading. */
export function startOver(): void {
  worker?.terminate();
  worker = undefined;
  byKey.clear();
  findingsByKey = new Map();
  findingsToCome = [];
  reading.value = file.value = fault.value = timing.value = undefined;
  findings.value = typesLeftOut.value = [];
  columns.value = REQUIRED;
  isEdited.value = false;
  revision.value++;
}

export function rowOf(key: number): Row | undefined {
  return byKey.get(key);
}

/** What is to be said of a row. */
export function problems(row: Row): readonly Problem[] {
  return (row.problems ??= problemsOf(row, findingsByKey.get(row.key) ?? []));
}

export function hasErrors(row: Row): boolean {
  return problems(row)[0]?.level === "error";
}

export function isStored({ outcome }: Row): boolean {
  return outcome !== undefined && outcome !== "failed";
}

/** The cells of a row by the names of its properties. */
export function cells(row: Row): ReadonlyMap<string, Cell> {
  return (row.cells ??= cellsOf(row.text));
}

/** Writes into a cell. */
export function editCell(row: Row, name: string, input: string): void {
  editRow(row, withCell(row.text, name, input, file.value?.columns.find((column) => column.name === name)?.type));
}

/** Gives a row another text. What is known of the old one is forgotten until there is a new verdict. */
export function editRow(row: Row, text: string): void {
  if (text === row.text) return;
  row.text = text;
  row.outcome = row.cells = row.problems = undefined;
  row.refusals = [];
  isEdited.value = true;
  addColumns([row]);
  tell({ kind: "edit", rows: [{ key: row.key, text }] });
  revision.value++;
}

/** Takes rows off the table. */
export function removeRows(keys: number[]): void {
  for (const key of keys) byKey.delete(key);
  tell({ kind: "remove", keys });
  revision.value++;
}

/** Notes what became of rows that were sent, each with the text that was sent. */
export function noteOutcomes(outcomes: Iterable<{ key: number; text: string; result: PostResult }>): void {
  for (const { key, text, result } of outcomes) {
    const row = byKey.get(key);
    // One that was edited meanwhile is another.
    if (row?.text !== text) continue;
    row.outcome = result.outcome;
    row.refusals = result.issues;
    row.problems = undefined;
  }
  revision.value++;
}

/** Forgets what became of rows: another collection knows nothing of them. */
export function forgetOutcomes(): void {
  for (const row of byKey.values()) {
    row.outcome = row.problems = undefined;
    row.refusals = [];
  }
  revision.value++;
}

function tell(message: ToWorker, transfer: Transferable[] = []): void {
  worker?.postMessage(message, transfer);
}

function tellTypes(): void {
  tell({ kind: "types", schemas: [...ownSchemas.value], infos: [...types.value.values()] });
}

// New types mean new verdicts.
effect(tellTypes);

function take(message: FromWorker): void {
  switch (message.kind) {
    case "head":
      file.value = { format: message.format, columns: message.columns ?? [], issues: message.issues };
      addNames((message.columns ?? []).map(({ name }) => name));
      reading.value = { done: 0, total: message.total };
      return;
    case "rows":
      addRows(message);
      return;
    case "judged":
      noteVerdicts(message.rows);
      return;
    case "checks":
      noteFindings(message.findings, message.done);
      return;
    case "timing":
      if (message.readMillis > 0) timing.value = { rows: message.rows, millis: message.judgeMillis + message.checkMillis };
      return;
    case "typesLeftOut":
      typesLeftOut.value = message.names;
      return;
    case "unreadable":
      startOver();
      fault.value = texts.many.unreadable[message.reason];
      return;
    case "failed":
      startOver();
      fault.value = message.code === "wasmUnavailable" ? texts.many.noCore : texts.many.fault(message.message);
  }
}

function addRows({ rows: read, done, total }: Extract<FromWorker, { kind: "rows" }>): void {
  const added = read.map(({ line, ...row }): Row => ({ ...row, number: numberOf(row.key, line), refusals: [] }));
  for (const row of added) byKey.set(row.key, row);
  addColumns(added);
  reading.value = done ? undefined : { done: byKey.size, total };
  revision.value++;
}

function numberOf(key: number, line: number | undefined): number {
  if (file.value?.format === "csv") return key + 4;
  return (file.value?.format === "ndjson" ? line : undefined) ?? key + 1;
}

function addColumns(added: readonly Row[]): void {
  addNames(added.flatMap((row) => [...cells(row).keys()]));
}

function addNames(names: readonly string[]): void {
  const all = new Set([...columns.value, ...names]);
  if (all.size > columns.value.length) columns.value = [...all];
}

function noteVerdicts(judged: readonly Judged[]): void {
  for (const { key, issues, hints } of judged) {
    const row = byKey.get(key);
    if (row) Object.assign(row, { issues, hints, problems: undefined });
  }
  revision.value++;
}

function noteFindings(found: readonly Finding[], isDone: boolean): void {
  findingsToCome.push(...found);
  if (!isDone) return;
  const ofKeys = new Map<number, Finding[]>();
  for (const finding of findingsToCome) {
    for (const key of finding.keys) ofKeys.set(key, [...(ofKeys.get(key) ?? []), finding]);
  }
  for (const key of new Set([...findingsByKey.keys(), ...ofKeys.keys()])) {
    const row = byKey.get(key);
    if (row) row.problems = undefined;
  }
  findingsByKey = ofKeys;
  findings.value = findingsToCome;
  findingsToCome = [];
  revision.value++;
}
