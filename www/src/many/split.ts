//! JSON and NDJSON, taken apart into the JSON texts of their rows. Nothing is refused and nothing left out: what is no JSON
//! becomes a row that the core refuses, in its own words.

import { endOfString, skipBlanks, trimmedSlice } from "../json/scan.ts";

/** A row, as it stands in the file. */
export interface Piece {
  text: string;
  /** The line in which it begins, counted from 1. */
  line: number;
}

/** What stands in a JSON text. */
export interface Split {
  pieces: Piece[];
  /** Whether the text ends before its list does, as one that was cut off. */
  isCutOff: boolean;
}

/** The elements of the list, or the one object; what follows the list is a piece of its own. */
export function splitJson(text: string): Split {
  const pieces: Piece[] = [];
  const lineAt = lineCounter(text);
  const add = (start: number, end: number) => pieces.push({ text: trimmedSlice(text, start, end), line: lineAt(skipBlanks(text, start)) });

  const first = skipBlanks(text, 0);
  const isList = text[first] === "[";
  let start = isList ? first + 1 : first;
  let end = endOfElement(text, start, isList);
  while (end < text.length && !(isList && text[end] === "]")) {
    add(start, end);
    start = text[end] === "," ? end + 1 : end;
    end = endOfElement(text, start, isList);
  }
  // `[]` has no elements, but `[{},]` has an empty one too many.
  if (pieces.length > 0 || skipBlanks(text, start) < end) add(start, end);
  if (skipBlanks(text, end + 1) < text.length) add(end + 1, text.length);
  return { pieces, isCutOff: isList && end === text.length };
}

/** The lines that are not blank. */
export function splitLines(text: string): Piece[] {
  return text
    .split("\n")
    .map((line, index) => ({ text: trimmedSlice(line, 0, line.length), line: index + 1 }))
    .filter((piece) => piece.text !== "");
}

/**
 * What ends the element that begins at `start`: a `,`, the list's `]`, the end of the text, or a `{` where JSON has none. Two
 * faults are bounded here, so that they cost one row and not all that follow. A bracket that closes an outer one closes the
 * forgotten inner ones as well. And a `{` that follows no name begins the next element: something is not closed before it.
 */
function endOfElement(text: string, start: number, isInList: boolean): number {
  /** What closes the open brackets, and how many of each there are. */
  const closers: string[] = [];
  const counts = { "}": 0, "]": 0 };
  /** Where the last character stands that is no blank. */
  let previous = -1;
  for (let at = skipBlanks(text, start); at < text.length; previous = at, at = skipBlanks(text, at + 1)) {
    const character = text[at]!;
    if (character === '"') {
      at = endOfString(text, at) - 1;
    } else if (character === "{" || character === "[") {
      const isExpected = previous < 0 || text[previous] === ":" || closers.at(-1) === "]";
      if (character === "{" && !isExpected) return text[previous] === "," ? previous : at;
      const closer = character === "{" ? "}" : "]";
      closers.push(closer);
      counts[closer]++;
    } else if (character === "}" || character === "]") {
      if (counts[character] > 0) closeThrough(character);
      else if (character === "]" && isInList) return at;
    } else if (character === "," && closers.length === 0) {
      return at;
    }
  }
  return text.length;

  function closeThrough(wanted: "}" | "]"): void {
    let closed;
    do {
      closed = closers.pop() as "}" | "]";
      counts[closed]--;
    } while (closed !== wanted);
  }
}

/** The number of a place's line; the places are asked for in their order. */
function lineCounter(text: string): (at: number) => number {
  let line = 1;
  let next = text.indexOf("\n");
  return (at) => {
    for (; next >= 0 && next < at; next = text.indexOf("\n", next + 1)) line++;
    return line;
  };
}
