//! Rows written as NDJSON, which says any row exactly.

import { compact } from "../json/layout.ts";

/** One row a line. */
export function writeNdjson(texts: readonly string[]): string {
  return texts.map((text) => `${compact(text)}\n`).join("");
}
