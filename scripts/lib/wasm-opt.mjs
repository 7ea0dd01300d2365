//! Binaryen's optimizer on what wasm-bindgen made.

import { run } from "./command.mjs";

/**
 * What every engine has that the glue needs, and vectors (workerd also has exceptions, which only its glue uses). Not all
 * of wasm-opt's features: with those it writes encodings that engines refuse.
 */
const FEATURES = [
  "bulk-memory",
  "bulk-memory-opt",
  "exception-handling",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
  "simd",
];

/**
 * Makes a file smaller, and drops the names of functions: what a panic says has its place without them.
 *
 * @param {string} from
 * @param {string} to may be the same
 * @param {string[]} passes
 */
export async function optimizeWasm(from, to, passes) {
  const features = FEATURES.map((feature) => `--enable-${feature}`);
  await run("wasm-opt", [...passes, "--strip-debug", "--strip-producers", ...features, from, "--output", to]);
}
