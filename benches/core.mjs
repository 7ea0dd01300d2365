// The core by itself, in wasm under Node: what of its time the scanner takes, and what serde_json's
// deserializer would take in its place.

import { createRequire } from "node:module";

import { compete } from "./lib/rounds.mjs";
import { contenderTable } from "./lib/tables.mjs";

const CALLS = 400;

/** @param {import("./run.mjs").Materials} materials */
export async function measureCore({ core, texts, bodies }) {
  const wasm = createRequire(import.meta.url)(core);
  for (const body of bodies) {
    if (wasm.judge(body) !== 0 || wasm.count(body) !== 100) throw new Error("a body is not right, or not seen to be at a glance");
  }
  const turn = (some, use) => (call) => use(some[call % some.length]);
  const rows = compete(
    {
      "JSON.parse alone": turn(texts, JSON.parse),
      "right at a glance, no document": turn(bodies, wasm.count),
      "document and verdict": turn(bodies, wasm.judge),
      "document alone": turn(bodies, wasm.scan),
      "the same by serde_json": turn(bodies, wasm.scan_with_serde),
    },
    CALLS,
  );
  return { tables: { core: contenderTable("100 rows, in the core", "µs", rows) }, summary: [] };
}
