//! A file, taken apart into its rows.

import type { CsvTable, Issue } from "er-relationships/slim";
import { formatOf } from "./format.ts";
import type { Column, Format } from "./protocol.ts";
import { splitJson, splitLines } from "./split.ts";

/** What stands in a file. */
export interface File {
  format: Format;
  /** Of CSV. */
  columns?: Column[];
  rows: FileRow[];
  /** What is wrong with the file as a whole. */
  issues: Issue[];
}

/** A row of a file. */
export interface FileRow {
  text: string;
  line?: number;
  /** What is wrong with the row in its file, whatever its text says. */
  issues: Issue[];
}

/** Reads a file's text. Rows that are no relationships are rows all the same. */
export function readText(text: string, name: string | undefined, parseCsv: (text: string) => CsvTable): File {
  const format = formatOf(text, name);
  if (format === "csv") return readCsv(parseCsv(text));
  const { pieces, isCutOff } = format === "json" ? splitJson(text) : { pieces: splitLines(text), isCutOff: false };
  const issues = isCutOff || pieces.length === 0 ? [issueOfWhole(text, isCutOff)] : [];
  return { format, rows: pieces.map((piece) => ({ ...piece, issues: [] })), issues };
}

function readCsv({ columns, relationships, issues }: CsvTable): File {
  const rows: FileRow[] = relationships.map((text) => ({ text, issues: [] }));
  for (const { index, ...issue } of issues) if (index !== undefined) rows[index]!.issues.push(issue);
  return { format: "csv", columns, rows, issues: issues.filter(({ index }) => index === undefined) };
}

/** In the core's own words, which it has no use for itself: a text is judged by its rows. */
function issueOfWhole(text: string, isCutOff: boolean): Issue {
  if (!isCutOff && text.trim() !== "") return { code: "emptyList", path: [], message: "the list of relationships is empty" };
  const lines = text.split("\n");
  const [line, column] = [lines.length, lines.at(-1)!.length + 1];
  return { code: "unexpectedEnd", path: [], message: `the text ends too early at line ${line} column ${column}`, params: { line, column } };
}
