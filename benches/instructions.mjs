// Instructions of the native core, counted by valgrind: they repeat, where times do not.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { CommandMissing, run } from "../scripts/lib/command.mjs";
import { ROOT } from "../scripts/lib/places.mjs";
import { table } from "./lib/tables.mjs";

const OUT = join(ROOT, "target/bench");
/** What one pass over the bodies takes is what this many more take, divided: starting up falls out. */
const MORE = 4;

/** @param {import("./run.mjs").Materials} materials */
export async function measureInstructions({ bodies }) {
  await run("cargo", ["build", "--release", "--package", "er-relationships-bench", "--bin", "instructions"]);
  const lists = join(OUT, "bodies.ndjson");
  await writeFile(lists, bodies.map((body) => `${Buffer.from(body)}\n`).join(""));
  const lines = [];
  for (const [kind, title] of [["scan", "document alone"], ["judge", "document and verdict"], ["count", "right at a glance, no document"]]) {
    const once = await count(kind, 1, lists);
    if (once === undefined) return { tables: { instructions: "Not measured here: valgrind is not installed.\n" }, summary: [] };
    const each = ((await count(kind, 1 + MORE, lists)) - once) / MORE / bodies.length;
    const bytes = bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length;
    lines.push([title, Math.round(each).toLocaleString("en"), (each / bytes).toFixed(1)]);
  }
  return { tables: { instructions: table(["100 rows, native", "instructions", "a byte"], lines) }, summary: [] };
}

async function count(kind, passes, lists) {
  const program = join(ROOT, "target/release/instructions");
  try {
    const out = `--callgrind-out-file=${join(OUT, "callgrind.out")}`;
    const told = await run("valgrind", ["--tool=callgrind", out, program, kind, String(passes), lists]);
    return Number(told.match(/Collected : (\d+)/)[1]);
  } catch (error) {
    if (error instanceof CommandMissing) return undefined;
    throw error;
  }
}
