// From the start of workerd to its first answer, less an empty Worker's; and what has to be loaded.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { WORKER_BUILD } from "../../scripts/lib/places.mjs";
import { summarize } from "../lib/rounds.mjs";
import { contenderTable, figure } from "../lib/tables.mjs";
import { startContender } from "./servers.mjs";

const ROUNDS = 21;
const MAX_WASM_BYTES = 400_000;

/** @param {import("../run.mjs").Materials} materials */
export async function measureColdStart({ rival }) {
  const names = ["empty Worker", "rival", "ours"];
  const millis = new Map(names.map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of names) {
      const server = await startContender(name, rival);
      await server.stop();
      if (round >= 0) millis.get(name).push(server.startedMillis);
    }
  }
  const rows = [...millis].map(([name, values]) => summarize(name, values));
  const [empty, theirs, ours] = rows.map(({ median }) => median);
  const wasm = gzipSync(await readFile(join(WORKER_BUILD, "index_bg.wasm")), { level: 9 }).length;
  const bundle = gzipSync(await readFile(rival), { level: 9 }).length;
  const kilobytes = (bytes) => `${figure(bytes / 1000)} kB gzip`;
  return {
    tables: {
      "cold-start": `${contenderTable("start of workerd to the first answer", "ms", rows)}\nOur wasm: ${kilobytes(wasm)}; the rival's bundle: ${kilobytes(bundle)}.\n`,
    },
    summary: [
      ["cold start, beyond an empty Worker", `${figure(ours - empty)} ms`, `rival ${figure(theirs - empty)} ms`, "the rival's", ours <= theirs ? "yes" : "no"],
      ["the Worker's wasm", kilobytes(wasm), "", "400 kB", wasm <= MAX_WASM_BYTES ? "yes" : "no"],
    ],
  };
}
