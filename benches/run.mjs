//! `npm run -s bench`: builds what is measured, measures it, and writes the tables of benches/README.md.

import { rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { buildWorker } from "../scripts/lib/build.mjs";
import { UsageError, main, parseArguments } from "../scripts/lib/cli.mjs";
import { run } from "../scripts/lib/command.mjs";
import { buildPackage } from "../scripts/lib/package.mjs";
import { PACKAGE_DIST, ROOT, TOOLS } from "../scripts/lib/places.mjs";
import { step } from "../scripts/lib/steps.mjs";
import { ensureTools } from "../scripts/lib/tools.mjs";
import { measureCompile } from "./compile.mjs";
import { measureCore } from "./core.mjs";
import { measureInstructions } from "./instructions.mjs";
import { table, writeReadme } from "./lib/tables.mjs";
import { workerdVersion } from "./lib/workerd.mjs";
import { buildRival } from "./rival-worker/build.mjs";
import { bodies } from "./rows.mjs";
import { measureSizes } from "./size/measure.mjs";
import { measureVerdicts } from "./verdict/measure.mjs";
import { measureColdStart } from "./worker/cold_start.mjs";
import { measureCpu } from "./worker/cpu.mjs";
import { measureLoad } from "./worker/load.mjs";
import { measureMemory } from "./worker/memory.mjs";
import { measureOperations } from "./worker/operations.mjs";

/**
 * What is measured with.
 *
 * @typedef {object} Materials
 * @property {string} name where the rows are from
 * @property {Uint8Array[]} bodies of 100 rows
 * @property {string[]} texts the same
 * @property {object[]} schemas of the built-in types
 * @property {string} core the core in wasm, a CommonJS module
 * @property {string} bundle benches/contenders.mjs for Node and for a page
 * @property {string} packageIndex the npm package's entry
 * @property {string} rival the rival Worker
 * @property {string} validators Ajv's, as a module
 */

/**
 * What a part gives.
 *
 * @typedef {object} Measured
 * @property {Record<string, string>} tables texts of benches/README.md by the names of their marks
 * @property {string[][]} summary rows of the first table: measure, ours, rivals', target, whether it is reached
 */

/** In the order of the summary. */
const PARTS = {
  verdict: ["Verdicts in Node, Chromium and workerd", measureVerdicts],
  compile: ["Compiling types", measureCompile],
  size: ["Downloads", measureSizes],
  cpu: ["CPU of the Worker", measureCpu],
  load: ["Requests a second", measureLoad],
  cold: ["Cold start", measureColdStart],
  operations: ["KV operations", measureOperations],
  memory: ["Memory over 100,000 requests", measureMemory],
  core: ["The core by itself", measureCore],
  instructions: ["Instructions of the native core", measureInstructions],
};

const CRATE = "er_relationships_bench";
const TARGET = "wasm32-unknown-unknown";
const OUT = join(ROOT, "target/bench");

await main(`npm run -s bench [-- ${Object.keys(PARTS).join("|")}]`, async (argv) => {
  const { part } = parseArguments(argv, {}, ["part?"]);
  if (part !== undefined && !(part in PARTS)) throw new UsageError(`there is no part \`${part}\``);
  await ensureTools();
  await step("Building the Worker", buildWorker);
  await step("Building the npm package", buildPackage);
  const materials = await step("Building the bench and the rivals", build);
  const tables = {};
  const summary = [];
  for (const [name, [title, measure]] of Object.entries(PARTS)) {
    if (part !== undefined && part !== name) continue;
    const measured = await step(title, () => measure(materials));
    Object.assign(tables, measured.tables);
    summary.push(...measured.summary);
  }
  const head = table(["measure", "ours", "others", "to reach", "reached"], summary);
  console.log(`\n${head}`);
  // The first table is of one run.
  if (part === undefined) tables.summary = `${head}\n${machine(materials)}`;
  await writeReadme(tables);
  console.log("written to benches/README.md");
});

function machine({ name }) {
  return `Node ${process.versions.node}, workerd ${workerdVersion()}, ${availableParallelism()} cores; ${name}.\n`;
}

/** @returns {Promise<Materials>} */
async function build() {
  await run("cargo", ["build", "--release", "--package", "er-relationships-bench", "--lib", "--target", TARGET]);
  const wasm = join(ROOT, "target", TARGET, "release", `${CRATE}.wasm`);
  await run(join(TOOLS, "bin/wasm-bindgen"), ["--target", "nodejs", "--out-dir", OUT, wasm]);
  // wasm-bindgen writes CommonJS, and this package is one of modules.
  const core = join(OUT, `${CRATE}.cjs`);
  await rename(join(OUT, `${CRATE}.js`), core);
  const bundle = join(OUT, "contenders.mjs");
  const packageIndex = join(PACKAGE_DIST, "index.js");
  const entry = `--alias:er-relationships=${packageIndex}`;
  await run("esbuild", ["benches/contenders.mjs", "--bundle", "--format=esm", "--platform=browser", entry, `--outfile=${bundle}`]);
  const schemas = JSON.parse(createRequire(import.meta.url)(core).schemas());
  const { name, batches } = await bodies();
  const texts = batches.map((bytes) => new TextDecoder().decode(bytes));
  return { name, bodies: batches, texts, schemas, core, bundle, packageIndex, ...(await buildRival(schemas)) };
}
