//! Which rows the table shows, and where in it somebody is.

import { computed, signal } from "@preact/signals";
import { findings, hasErrors, isStored, problems, rows, type Row } from "./rows.ts";
import type { Finding } from "./protocol.ts";

/** Kinds of rows. */
export const KINDS = ["all", "errors", "warnings", "left", "stored"] as const;
export type Kind = (typeof KINDS)[number];

/** Rows of a kind, or those of which a sentence is said, or those in which a check found something. */
export type Filter = Kind | { sentence: string } | Check;

/** A check that only warns, and the type that it misses. */
export interface Check {
  check: Exclude<Finding["check"], "duplicateId">;
  inverse?: string | undefined;
}

const IS_OF_KIND: Record<Kind, (row: Row) => boolean> = {
  all: () => true,
  errors: hasErrors,
  warnings: (row) => problems(row).some(({ level }) => level === "warning"),
  left: (row) => !isStored(row),
  stored: isStored,
};

export const filter = signal<Filter>("all");

/** A cell of the table: a row's key, and the name of a property; without one it is the row's state. */
export const active = signal<{ key: number; property: string | undefined } | undefined>(undefined);

/** The key of the row that is open as JSON. */
export const opened = signal<number | undefined>(undefined);

/** How many rows there are of each kind. */
export const counts = computed(() => {
  const numbers = { all: 0, errors: 0, warnings: 0, left: 0, stored: 0 } satisfies Record<Kind, number>;
  for (const row of rows.value) for (const kind of KINDS) if (IS_OF_KIND[kind](row)) numbers[kind]++;
  return numbers;
});

/** The rows that are shown. */
export const shown = computed<readonly Row[]>(() => rows.value.filter(predicate(filter.value)));

function predicate(wanted: Filter): (row: Row) => boolean {
  if (typeof wanted === "string") return IS_OF_KIND[wanted];
  if ("sentence" in wanted) return (row) => problems(row).some(({ level, text }) => level === "error" && text === wanted.sentence);
  const found = keysOf(wanted);
  return ({ key }) => found.has(key);
}

function keysOf({ check, inverse }: Check): Set<number> {
  return new Set(findings.value.flatMap((found) => (found.check === check && found.inverse === inverse ? found.keys : [])));
}

/** What the checks across rows found, with how many rows it is about. */
export const checks = computed<readonly (Check & { number: number })[]>(() => {
  const kinds = new Map<string, Check>();
  for (const { check, inverse } of findings.value) {
    // An id that is there twice is an error, of which a sentence tells.
    if (check !== "duplicateId") kinds.set(`${check} ${inverse}`, { check, inverse });
  }
  return [...kinds.values()].map((kind) => ({ ...kind, number: keysOf(kind).size }));
});

/** What errors say, with how many rows it is said of, the most frequent first. */
export const sentences = computed<readonly { sentence: string; number: number }[]>(() => {
  const numbers = new Map<string, number>();
  for (const row of rows.value) {
    const said = new Set(problems(row).flatMap(({ level, text }) => (level === "error" ? [text] : [])));
    for (const text of said) numbers.set(text, (numbers.get(text) ?? 0) + 1);
  }
  return [...numbers].map(([sentence, number]) => ({ sentence, number })).sort((a, b) => b.number - a.number);
});

/** Shows rows and goes to the first problem among them. */
export function show(wanted: Filter): void {
  filter.value = wanted;
  const [first] = shown.value;
  if (first) goTo(first, typeof wanted === "object" && "sentence" in wanted ? wanted.sentence : undefined);
}

/** Goes to the cell of a row that a sentence is about, or its first problem. */
export function goTo(row: Row, sentence?: string): void {
  const problem = problems(row).find(({ text }) => sentence === undefined || text === sentence);
  active.value = { key: row.key, property: problem?.property };
}

/** Goes to the next row with an error, from the start again after the last. */
export function goToNextError(): void {
  const all = shown.value;
  const at = all.findIndex(({ key }) => key === active.value?.key);
  const isAtError = at >= 0 && problems(all[at]!).some(({ level, property }) => level === "error" && property === active.value?.property);
  const from = isAtError ? at + 1 : Math.max(at, 0);
  const next = [...all.slice(from), ...all.slice(0, from)].find(hasErrors);
  if (next) goTo(next);
}
