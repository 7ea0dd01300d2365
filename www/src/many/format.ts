//! Which format a file has.

import type { Format } from "./protocol.ts";

const FORMAT_OF_EXTENSION: ReadonlyMap<string, Format> = new Map([
  ["csv", "csv"],
  ["ndjson", "ndjson"],
  ["jsonl", "ndjson"],
]);

/** By the extension of the file's name if that decides it, else by looking at the text. */
export function formatOf(text: string, name = ""): Format {
  const extension = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const named = FORMAT_OF_EXTENSION.get(extension);
  if (named) return named;
  // One object a line is often called .json, too, so that this name says only that it is no CSV.
  if (extension === "json") return formatOfJson(text);
  const first = text.trimStart()[0];
  // An empty text is none of them; as JSON it is refused in words that fit.
  return first === "{" || first === "[" || first === undefined ? formatOfJson(text) : "csv";
}

/** A line that begins with `{` below one that does so and ends without a comma: no JSON has that. */
function formatOfJson(text: string): Format {
  const [, firstLine] = /^\s*(\{[^\n]*)\n\s*\{/.exec(text) ?? [];
  return firstLine === undefined || firstLine.trimEnd().endsWith(",") ? "json" : "ndjson";
}
