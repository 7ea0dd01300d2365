//! The Worker's release build.

import { join } from "node:path";
import { run } from "./command.mjs";
import { NPM_BIN, TOOLS, WORKER_BUILD } from "./places.mjs";
import { makeOnce } from "./stamp.mjs";

/** Builds the Worker, if anything has changed. */
export async function buildWorker() {
  await makeOnce(WORKER_BUILD, { folders: ["src"], files: ["scripts/lib/build.mjs"] }, compile);
}

async function compile() {
  // worker-build reads --out-dir from the crate's folder, and downloads each tool that it is not told of.
  await run(join(TOOLS, "bin/worker-build"), ["--release", "--out-dir", "../../build/worker", "src/worker"], {
    WASM_BINDGEN_BIN: join(TOOLS, "bin/wasm-bindgen"),
    WASM_OPT_BIN: join(NPM_BIN, "wasm-opt"),
    ESBUILD_BIN: join(NPM_BIN, "esbuild"),
  });
}
