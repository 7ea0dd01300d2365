//! The offending values, for messages that are to have them.

import type { Fault } from "./json_text.js";
import { shorten } from "./place.js";
import type { ReportedIssue } from "./report.js";

/** A value is cut to so many characters. */
const MAX_VALUE_CHARS = 64;

/** For issues of a JSON text: the end of a message, ` (got "x")`, or nothing where there is no value. */
export function valuesOf(text: () => string): (issue: ReportedIssue | Fault) => string {
  let root: unknown;
  try {
    root = JSON.parse(text());
  } catch {
    // No JSON, or more than a string can be: no values.
  }
  return (issue) => {
    // In the text a fault is only `null`.
    const value = "value" in issue ? issue.value : valueAt(root, issue);
    if (value === undefined) return "";
    // JSON has no words for NaN, infinities and bigints.
    const words = typeof value === "number" || typeof value === "bigint" ? String(value) : JSON.stringify(value);
    return ` (got ${shorten(words, MAX_VALUE_CHARS)})`;
  };
}

function valueAt(root: unknown, { index, path }: ReportedIssue): unknown {
  let value: any = root;
  for (const segment of index === undefined ? path : [index, ...path]) {
    value = Object.hasOwn(value ?? {}, segment) ? value[segment] : undefined;
  }
  return value;
}
