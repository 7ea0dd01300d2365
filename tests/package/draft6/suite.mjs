//! The official draft-06 suite in tests/draft6 as plain data.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../../scripts/lib/places.mjs";

const SUITE = join(ROOT, "tests/draft6");

/** All cases by file, the optional ones included, and the documents that their `$ref`s expect. */
export async function loadSuite() {
  const remotes = await jsonFiles("remotes");
  const documents = Object.fromEntries(remotes.map(([path, document]) => [`http://localhost:1234/${path}`, document]));
  return { files: Object.fromEntries(await jsonFiles("tests")), documents };
}

/** Paths with contents, in a fixed order. */
async function jsonFiles(folder) {
  const paths = await readdir(join(SUITE, folder), { recursive: true });
  const files = paths.map((path) => path.replaceAll("\\", "/")).filter((path) => path.endsWith(".json"));
  return Promise.all(files.sort().map(async (path) => [path, JSON.parse(await readFile(join(SUITE, folder, path), "utf8"))]));
}
