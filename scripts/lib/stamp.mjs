//! Builds that are not made again while nothing has changed.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { ROOT } from "./places.mjs";

/** Files that decide what comes out of any build: tools, versions, profiles, and this. */
const COMMON = [".cargo/config.toml", "Cargo.lock", "Cargo.toml", "package-lock.json", "rust-toolchain.toml", "scripts/lib/stamp.mjs"];

/**
 * Runs `make`, unless what stands in `output` was made from the very files that are here now.
 *
 * @param {string} output the folder that `make` fills, and that holds the stamp
 * @param {{ folders: string[], files: string[] }} inputs what decides the output besides what is common to all builds
 * @param {() => Promise<void>} make
 */
export async function makeOnce(output, inputs, make) {
  // Holds the digest of the inputs that the output was made from.
  const stamp = join(output, ".inputs");
  // Taken first: a file that changes while the build runs makes the next build run again.
  const digest = await digestInputs(inputs);
  if ((await readFile(stamp, "utf8").catch(() => undefined)) === digest) return;
  await mkdir(output, { recursive: true });
  await make();
  await writeFile(stamp, digest);
}

/** Contents rather than times: a `git checkout` there and back should cost nothing. */
async function digestInputs({ folders, files }) {
  const inFolders = await Promise.all(folders.map(filesIn));
  const digest = createHash("sha256");
  for (const file of [...inFolders.flat(), ...files, ...COMMON].sort()) {
    const content = createHash("sha256").update(await readFile(join(ROOT, file))).digest("hex");
    digest.update(`${content} ${file}\n`);
  }
  return digest.digest("hex");
}

async function filesIn(folder) {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}
