//! A row as cells, and its JSON text after one of them was edited.

import { isTextProperty } from "../relationship/properties.ts";
import { compact } from "../json/layout.ts";
import { membersOf, textOfMembers } from "../json/members.ts";
import type { Column } from "./protocol.ts";
import { isJson, objectOf } from "../json/object.ts";

/** What a table shows of a property. */
export interface Cell {
  /** What is shown and edited: a text as it is, another value as JSON. */
  text: string;
  /** Whether the value is a text. */
  isText: boolean;
}

/** Whether a row has cells. One that has none is edited as a text. */
export function isObjectText(text: string): boolean {
  return objectOf(text) !== undefined;
}

/** The cells of a row by the names of their properties; none if it is no object. Of a name that is there twice, the last. */
export function cellsOf(text: string): Map<string, Cell> {
  return new Map((membersOf(text) ?? []).map(({ name, value }) => [name, cellOf(value)]));
}

/**
 * The JSON text of a row after a person wrote `input` into the cell of this property. All else stays as it was written. A
 * row without cells stays as it is.
 */
export function withCell(text: string, name: string, input: string, kindOfColumn?: Column["type"]): string {
  const members = membersOf(text);
  if (!members) return text;
  const place = members.findLastIndex((member) => member.name === name);
  const isText = isTextCell(name, members[place]?.value, kindOfColumn);
  const value = !isText && isJson(input) ? compact(input) : JSON.stringify(input);
  // Whoever edits a property that is there twice means both.
  const others = (from: number, to?: number) => members.slice(from, to).filter((member) => member.name !== name);
  const edited = input === "" ? [] : [{ name, value }];
  return textOfMembers(place < 0 ? [...members, ...edited] : [...others(0, place), ...edited, ...others(place + 1)]);
}

/** Whether what is typed into a cell is a text, whatever it looks like. */
function isTextCell(name: string, value: string | undefined, kindOfColumn: Column["type"] | undefined): boolean {
  if (isTextProperty(name) || kindOfColumn === "string") return true;
  return kindOfColumn === undefined && name !== "customData" && value !== undefined && cellOf(value).isText;
}

function cellOf(value: string): Cell {
  const isText = value.startsWith('"');
  return { text: isText ? (JSON.parse(value) as string) : compact(value), isText };
}
