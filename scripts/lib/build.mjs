//! The Worker's release build.

import { copyFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { buildAssets } from "./assets.mjs";
import { run } from "./command.mjs";
import { NPM_BIN, PANICKING_WORKER_BUILD, ROOT, TOOLS, WORKER_BUILD } from "./places.mjs";
import { makeOnce } from "./stamp.mjs";
import { optimizeWasm } from "./wasm-opt.mjs";

/** The crate. */
const WORKER = join(ROOT, "src/worker");

/** What decides what comes out. */
const INPUTS = { folders: ["src"], files: ["scripts/lib/build.mjs", "scripts/lib/wasm-opt.mjs"] };

/** Builds the Worker and the files that are served beside it, if anything has changed. */
export async function buildWorker() {
  await buildAssets();
  await makeOnce(WORKER_BUILD, INPUTS, async () => {
    await compile(WORKER_BUILD);
    const wasm = join(WORKER_BUILD, "index_bg.wasm");
    await optimizeWasm(wasm, wasm, ["-O3"]);
  });
}

/** Builds the Worker that panics when it is asked to, for a test. */
export async function buildPanickingWorker() {
  const features = ["--features", "panic-on-purpose"];
  await makeOnce(PANICKING_WORKER_BUILD, INPUTS, () => compile(PANICKING_WORKER_BUILD, features));
}

/**
 * Compiles the Worker with a standard library of its own: with vectors, and optimised for size. That is unstable in this
 * compiler, hence RUSTC_BOOTSTRAP; that the compiler is pinned makes it safe.
 */
const STANDARD_LIBRARY = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

async function compile(output, cargoOptions = []) {
  // worker-build reads --out-dir from the crate's folder, and downloads each tool that it is not told of.
  const options = ["--profile", "worker", "--no-opt", "--out-dir", relative(WORKER, output)];
  await run(join(TOOLS, "bin/worker-build"), [...options, WORKER, ...STANDARD_LIBRARY, ...cargoOptions], {
    RUSTC_BOOTSTRAP: "1",
    WASM_BINDGEN_BIN: join(TOOLS, "bin/wasm-bindgen"),
    WASM_OPT_BIN: join(NPM_BIN, "wasm-opt"),
    ESBUILD_BIN: join(NPM_BIN, "esbuild"),
  });
  await copyFile(join(WORKER, "main.js"), join(output, "main.js"));
}
