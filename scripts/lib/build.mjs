//! The Worker's release build.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { run } from "./command.mjs";
import { NPM_BIN, ROOT, TOOLS, WORKER_BUILD } from "./places.mjs";

/** Files besides all of `src/` that decide what comes out of the build. */
const INPUTS = ["Cargo.lock", "Cargo.toml", "package-lock.json", "rust-toolchain.toml", "scripts/lib/build.mjs"];

/** Holds the digest of the inputs that the output was made from. */
const STAMP = join(WORKER_BUILD, ".inputs");

/** Builds the Worker, unless what is there was made from the very files that are here now. */
export async function buildWorker() {
  // Taken first: a file that changes while the build runs makes the next build run again.
  const digest = await digestInputs();
  if ((await readStamp()) === digest) return;
  await compile();
  await writeFile(STAMP, digest);
}

/** Contents rather than times: a `git checkout` there and back should cost nothing. */
async function digestInputs() {
  const sources = await readdir(join(ROOT, "src"), { recursive: true, withFileTypes: true });
  const files = sources.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  const digest = createHash("sha256");
  for (const file of [...files, ...INPUTS].sort()) {
    const content = createHash("sha256").update(await readFile(join(ROOT, file))).digest("hex");
    digest.update(`${content} ${file}\n`);
  }
  return digest.digest("hex");
}

async function readStamp() {
  return readFile(STAMP, "utf8").catch(() => undefined);
}

async function compile() {
  await mkdir(WORKER_BUILD, { recursive: true });
  // worker-build reads --out-dir from the crate's folder, and downloads each tool that it is not told of.
  await run(join(TOOLS, "bin/worker-build"), ["--release", "--out-dir", "../../build/worker", "src/worker"], {
    WASM_BINDGEN_BIN: join(TOOLS, "bin/wasm-bindgen"),
    WASM_OPT_BIN: join(NPM_BIN, "wasm-opt"),
    ESBUILD_BIN: join(NPM_BIN, "esbuild"),
  });
}
