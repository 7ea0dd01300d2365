//! The package as the worker uses it, started in Node; and the real rows, where they are.

import { createCatalog, init, parseCsv, validateText } from "er-relationships/slim";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Core } from "./sheet.ts";

init(readFileSync(new URL(import.meta.resolve("er-relationships/core.wasm"))));

export const core: Core = { createCatalog, parseCsv, validateText };

/** A row without faults. */
export function goodRow(id: string, change: object = {}): string {
  return JSON.stringify({
    id,
    relationshipName: "B1 hasPart F1",
    relationshipType: "BRICK_0_4__hasPart_Location_Location",
    sourceEntityId: "B1",
    destinationEntityId: "F1",
    ...change,
  });
}

/** So many rows under ids of their own: of real buildings if they are there, else made up. */
export function manyRows(count: number): string[] {
  const files = ["rice", "soda"].map((name) => fileURLToPath(new URL(`../../../../shared/data/${name}.ndjson`, import.meta.url))).filter((path) => existsSync(path));
  const real = files.flatMap((path) => readFileSync(path, "utf8").trim().split("\n"));
  const source = real.length > 0 ? real : Array.from({ length: 100 }, (_, index) => goodRow("x", { sourceEntityId: `B${index}` }));
  return Array.from({ length: count }, (_, index) =>
    source[index % source.length]!.replace(/"(id|sourceEntityId|destinationEntityId)":"/g, `$&${Math.floor(index / source.length)}-`),
  );
}
