//! The package as its users get it: packed by npm, unpacked into a project.

import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../../scripts/lib/command.mjs";
import { buildPackage } from "../../../scripts/lib/package.mjs";
import { PACKAGE_DIST, ROOT } from "../../../scripts/lib/places.mjs";

/** What is packed. */
const PACKAGE = dirname(PACKAGE_DIST);

/** Holds the tarball of each state of the package. */
const TARBALLS = join(ROOT, "build/tarballs");

/**
 * Packs the package, unless that was done since it was built: the files of a test run share one tarball.
 *
 * @returns {Promise<string>} the tarball
 */
export async function packPackage() {
  await buildPackage();
  const tarball = join(TARBALLS, `${await digest(PACKAGE)}.tgz`);
  if (await exists(tarball)) return tarball;
  // Packed elsewhere and moved as a whole: another file of the same run may do the same.
  await mkdir(TARBALLS, { recursive: true });
  const folder = await mkdtemp(join(TARBALLS, "pack-"));
  await run("npm", ["pack", PACKAGE, "--pack-destination", folder]);
  const [packed] = await readdir(folder);
  await rename(join(folder, packed), tarball);
  await rm(folder, { recursive: true });
  return tarball;
}

/**
 * Makes a project of its own that has the packed package in its node_modules.
 *
 * @param {Record<string, string>} [files] its other files: contents by path
 * @returns {Promise<{folder: string, remove: () => Promise<void>}>}
 */
export async function makeProject(files = {}) {
  const tarball = await packPackage();
  const folder = await mkdtemp(join(tmpdir(), "package-test-"));
  const unpacked = join(folder, "node_modules/er-relationships");
  await mkdir(unpacked, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1"]);
  const contents = { "package.json": JSON.stringify({ private: true, type: "module" }), ...files };
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function digest(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    hash.update(`${file}\0`).update(createHash("sha256").update(await readFile(file)).digest());
  }
  return hash.digest("hex");
}

async function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
