//! The fuzz targets of `fuzz/`: libFuzzer, with coverage, on the stable compiler.
//!
//! cargo-fuzz would do the same, but asks for a nightly one; its flags for coverage do not.

import { availableParallelism } from "node:os";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandFailed, CommandMissing, run } from "./command.mjs";
import { NOTHING } from "./counts.mjs";
import { FUZZ, FUZZ_BUILD, ROOT } from "./places.mjs";

/** Each target, `fuzz/targets/NAME.rs`, with the dictionaries that it takes. */
const DICTIONARIES = {
  json: ["json"],
  schema: ["json", "schema"],
  widening: ["json", "schema"],
  csv: ["json", "csv"],
  token: ["json", "token"],
  key_set: ["json", "token"],
  format: ["format"],
  endpoint: ["json", "endpoint"],
};

export const TARGETS = Object.keys(DICTIONARIES);

/** What LLVM adds to each edge and comparison for libFuzzer; as cargo-fuzz has it. */
const COVERAGE = [
  "-Cpasses=sancov-module",
  ...["level=4", "inline-8bit-counters", "pc-table", "trace-compares"].map((flag) => `-Cllvm-args=-sanitizer-coverage-${flag}`),
];

/** An input that takes longer, or more memory, is a finding. */
const LIMITS = ["-timeout=10", "-rss_limit_mb=2048"];

/** Longer inputs find no more, and are slower. */
const MAX_INPUT_BYTES = 8192;

/** How long `npm test` fuzzes each target, after its seeds. */
const BRIEF_SECONDS = 3;

const SKIPPED = "note: skipped: libFuzzer takes a C++ compiler; the variable CXX can name it\n";

/** Builds the targets; `false` where that cannot be, for want of a C++ compiler. */
export async function buildTargets(targets = TARGETS) {
  if (!(await hasCxxCompiler())) return false;
  await cargo("build", ...targets.flatMap((target) => ["--bin", target]));
  return true;
}

/**
 * Runs a target on its seeds, then on changes of them.
 *
 * @param {string} target
 * @param {number} seconds
 * @param {string} corpus the folder that is begun with, beside the seeds, and gets what covers more
 * @returns {Promise<string>} what libFuzzer prints
 * @throws {CommandFailed} with a finding, whose input is in `fuzz/artifacts`
 */
export async function fuzz(target, seconds, corpus = join(FUZZ, "corpus", target)) {
  const artifacts = join(FUZZ, "artifacts", target);
  await Promise.all([mkdir(corpus, { recursive: true }), mkdir(artifacts, { recursive: true })]);
  return runTarget(target, [
    `-max_total_time=${seconds}`,
    `-max_len=${MAX_INPUT_BYTES}`,
    "-len_control=100",
    `-dict=${await writeDictionary(target)}`,
    `-artifact_prefix=${artifacts}/`,
    corpus,
    join(FUZZ, "seeds", target),
  ]);
}

/**
 * Runs a target on one input.
 *
 * @throws {CommandFailed} with a finding
 */
export async function replay(target, input) {
  return runTarget(target, [input]);
}

/** How many edges the code has that was covered, for people. */
export function describeRun(output) {
  const [, edges] = [...output.matchAll(/ cov: (\d+) /g)].at(-1) ?? [];
  const [, runs] = output.match(/^Done (\d+) runs in /m) ?? [];
  return `${runs} inputs, ${edges} edges covered`;
}

/** Clippy on the targets. It links nothing, so it needs no libFuzzer, which takes longer to build than all else. */
export async function lintTargets() {
  const args = ["clippy", "--manifest-path", join(FUZZ, "Cargo.toml"), "--target-dir", join(ROOT, "target"), "--locked"];
  return run("cargo", [...args, "--all-targets", "--", "-D", "warnings"], { CUSTOM_LIBFUZZER_PATH: join(FUZZ, "none.a") });
}

/**
 * Every target for a few seconds, beginning with nothing but the seeds.
 *
 * @returns {Promise<string>} a line for each target; why there is none where they cannot be built
 * @throws {CommandFailed} with the same lines, and what the targets printed that failed
 */
export async function fuzzBriefly() {
  if (!(await hasCxxCompiler())) return SKIPPED;
  await buildTargets();
  const waiting = [...TARGETS];
  const lines = [];
  const work = async () => {
    for (let target = waiting.shift(); target; target = waiting.shift()) lines.push(await fuzzOneBriefly(target));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const output = lines.join("");
  if (countFuzzedTargets(output).failed) throw new CommandFailed("npm run fuzz", "a finding", output);
  return output;
}

async function fuzzOneBriefly(target) {
  const corpus = join(FUZZ_BUILD, "brief", target);
  await rm(corpus, { recursive: true, force: true });
  try {
    return `fuzzed ${target}: passed: ${describeRun(await fuzz(target, BRIEF_SECONDS, corpus))}\n`;
  } catch (error) {
    return `${error.output ?? error.message}\nfuzzed ${target}: failed\n`;
  }
}

/** Counts of what {@link fuzzBriefly} returns: each target is a test. */
export function countFuzzedTargets(output) {
  if (output === SKIPPED) return { ...NOTHING, skipped: TARGETS.length };
  const count = (result) => [...output.matchAll(new RegExp(`^fuzzed \\w+: ${result}`, "gm"))].length;
  return { ...NOTHING, passed: count("passed"), failed: count("failed") };
}

async function runTarget(target, args) {
  return run(join(FUZZ_BUILD, await host(), "release", target), [...LIMITS, ...args]);
}

async function cargo(command, ...args) {
  // With a target the flags are for it alone: build scripts and macros would not link with them.
  const flags = ["--manifest-path", join(FUZZ, "Cargo.toml"), "--target-dir", FUZZ_BUILD, "--locked", "--release", "--target", await host()];
  return run("cargo", [command, ...flags, ...args], { RUSTFLAGS: COVERAGE.join(" ") });
}

/** The machine as rustc calls it. */
async function host() {
  return (await run("rustc", ["-vV"])).match(/^host: (.+)$/m)[1];
}

async function hasCxxCompiler() {
  const [program] = (process.env.CXX ?? "c++").split(" ");
  try {
    await run(program, ["--version"]);
    return true;
  } catch (error) {
    if (error instanceof CommandMissing) return false;
    throw error;
  }
}

/** libFuzzer takes one dictionary. */
async function writeDictionary(target) {
  const texts = DICTIONARIES[target].map((name) => readFile(join(FUZZ, "dictionaries", `${name}.dict`), "utf8"));
  const file = join(FUZZ_BUILD, `${target}.dict`);
  await writeFile(file, (await Promise.all(texts)).join(""));
  return file;
}
