//! Rows written as CSV of the endpoint's layout: names, types, required or optional, and the relationships from row 4 on.

import { REQUIRED, isTextProperty } from "../relationship/properties.ts";
import { compact } from "../json/layout.ts";
import { membersOf } from "../json/members.ts";
import type { Column } from "./protocol.ts";

/** A table has no more columns. */
const MAX_COLUMNS = 1000;

/** Rows as CSV, and those that no CSV can say. */
export interface Written {
  /** Read again, it says exactly what the rows did, but for the order of their properties. */
  csv: string;
  /**
   * The JSON texts of the other rows: no object, a text that is empty (an empty cell leaves its property out), `null`, a
   * value that its column's type would turn into another.
   */
  rest: string[];
}

/** Writes rows, with these columns and one more for each other property of theirs. */
export function writeCsv(texts: readonly string[], columns: readonly Column[]): Written {
  const all = new Map(columns.map((column) => [column.name, column]));
  const rest: string[] = [];
  const rows: Map<string, string>[] = [];
  for (const text of texts) {
    const cells = cellsOfRow(text, all);
    if (cells) rows.push(cells);
    else rest.push(text);
  }
  const lines = [
    [...all.keys()],
    [...all.values()].map(({ type }) => type),
    [...all.values()].map(({ isRequired }) => (isRequired ? "required" : "optional")),
    ...rows.map((cells) => [...all.keys()].map((name) => cells.get(name) ?? "")),
  ];
  return { csv: lines.map(writeLine).join(""), rest };
}

/** The cells by their columns, which are added if they are new; undefined if CSV cannot say the row. */
function cellsOfRow(text: string, columns: Map<string, Column>): Map<string, string> | undefined {
  const members = membersOf(text);
  if (!members) return undefined;
  const added = new Map<string, Column>();
  const cells = new Map<string, string>();
  for (const { name, value } of members) {
    const column = columns.get(name) ?? newColumn(name, value);
    const cell = column && cellIn(column.type, value);
    if (!cell || cells.has(name)) return undefined;
    cells.set(name, cell);
    if (!columns.has(name)) added.set(name, column);
  }
  if (columns.size + added.size > MAX_COLUMNS) return undefined;
  for (const [name, column] of added) columns.set(name, column);
  return cells;
}

function newColumn(name: string, value: string): Column | undefined {
  const type = isTextProperty(name) ? "string" : name === "customData" ? "object" : typeOf(value);
  if (!type || !isSayable(name)) return undefined;
  return { name, type, isRequired: (REQUIRED as readonly string[]).includes(name) };
}

/** The cell that is read as this value in a column of this type. */
function cellIn(type: Column["type"], value: string): string | undefined {
  if (typeOf(value) !== "string") return isOfType(type, value) ? compact(value) : undefined;
  const text = JSON.parse(value) as string;
  // In a column of another type a text stands where a person wrote something else, and is read as it is.
  return isSayable(text) && (type === "string" || !isReadAs(type, text)) ? text : undefined;
}

/** Neither what a table cannot tell from nothing, nor half a character, of which UTF-8 has none. */
function isSayable(text: string): boolean {
  return text !== "" && text.isWellFormed();
}

/** Whether a cell holds a value of the column's type. */
function isReadAs(type: Column["type"], cell: string): boolean {
  if (type === "boolean") return /^\s*(true|false)\s*$/i.test(cell);
  try {
    JSON.parse(cell);
    return isOfType(type, compact(cell));
  } catch {
    return false;
  }
}

/** Whether JSON text without blanks around it is a value of the column's type. */
function isOfType(type: Column["type"], value: string): boolean {
  return type === "integer" ? typeOf(value) === "number" && Number.isInteger(Number(value)) : typeOf(value) === type;
}

/** The type of a column for a value, by how its JSON text begins; none for `null`. */
function typeOf(value: string): Column["type"] | undefined {
  const types: Record<string, Column["type"]> = { '"': "string", "{": "object", "[": "array", t: "boolean", f: "boolean" };
  return value === "null" ? undefined : (types[value[0]!] ?? "number");
}

/** Quotes where RFC 4180 wants them, and around an empty cell that stands alone: an empty line is no row. */
function writeLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.length === 1 && quoted[0] === "" ? '""' : quoted.join(",")}\r\n`;
}
