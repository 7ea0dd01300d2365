// From the bytes of 100 rows to their verdict: this core in wasm against what a JavaScript team
// would write, in one process, in interleaved rounds. `npm run -s bench` builds it and runs this.

import { createRequire } from "node:module";
import { argv, stdout } from "node:process";
import { performance } from "node:perf_hooks";

import { ajvJudge } from "./ajv.mjs";
import { bodies } from "./rows.mjs";

const ROUNDS = 31;
/** Long enough that the clock's resolution and a garbage collection do not decide a round. */
const CALLS_A_ROUND = 400;

const wasm = createRequire(import.meta.url)(argv[2]);
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const judgeByAjv = ajvJudge(JSON.parse(wasm.schemas()));
const judgeInJavaScript = (bytes) => judgeByAjv(JSON.parse(decoder.decode(bytes)));

const { name, batches } = await bodies();
const texts = batches.map((bytes) => decoder.decode(bytes));

const contenders = {
  "JSON.parse alone, of a string": (n) => JSON.parse(texts[n]),
  "JSON.parse alone, of the bytes": (n) => JSON.parse(decoder.decode(batches[n])),
  "JSON.parse + Ajv, of the bytes": (n) => judgeInJavaScript(batches[n]),
  "this core, of the bytes": (n) => wasm.judge(batches[n]),
  "  its scanner alone": (n) => wasm.scan(batches[n]),
  "  serde_json instead of the scanner": (n) => wasm.scan_with_serde(batches[n]),
};

for (const [index, bytes] of batches.entries()) {
  const [ours, theirs] = [wasm.judge(bytes), judgeInJavaScript(bytes)];
  if (ours !== theirs || ours !== 0) throw new Error(`batch ${index}: ${ours} issues here, ${theirs} by Ajv, 0 expected`);
}

const times = new Map(Object.keys(contenders).map((contender) => [contender, []]));
for (let round = -3; round < ROUNDS; round += 1) {
  for (const [contender, run] of Object.entries(contenders)) {
    const start = performance.now();
    for (let call = 0; call < CALLS_A_ROUND; call += 1) run(call % batches.length);
    const micros = ((performance.now() - start) * 1000) / CALLS_A_ROUND;
    if (round >= 0) times.get(contender).push(micros);
  }
}

const quantile = (sorted, q) => sorted[Math.round((sorted.length - 1) * q)];
const base = quantile([...times.get("JSON.parse alone, of a string")].sort((a, b) => a - b), 0.5);
const kilobytes = batches.reduce((sum, bytes) => sum + bytes.length, 0) / batches.length / 1000;
stdout.write(`100 rows, ${kilobytes.toFixed(1)} kB in the mean of ${batches.length} bodies (${name}); ${ROUNDS} rounds of ${CALLS_A_ROUND} calls\n\n`);
stdout.write("| bytes to verdict | median µs | quartiles | of JSON.parse alone |\n|---|---|---|---|\n");
for (const [contender, micros] of times) {
  const sorted = micros.sort((a, b) => a - b);
  const [low, median, high] = [0.25, 0.5, 0.75].map((q) => quantile(sorted, q));
  stdout.write(`| ${contender.trim()} | ${median.toFixed(1)} | ${low.toFixed(1)} to ${high.toFixed(1)} | ${(median / base).toFixed(2)} |\n`);
}
