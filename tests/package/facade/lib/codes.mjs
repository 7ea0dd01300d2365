//! The codes of issues, as the sources have them.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../../../scripts/lib/places.mjs";

/** The literals of each union in pkg/src/issue_code.ts, by the union's name. */
export async function readUnions() {
  const source = await readFile(join(ROOT, "pkg/src/issue_code.ts"), "utf8");
  const unions = source.matchAll(/^(?:export )?type (\w+) =([^;]+);/gm);
  return Object.fromEntries(Array.from(unions, ([, name, text]) => [name, [...text.matchAll(/"(\w+)"/g)].map(([, code]) => code)]));
}

/** All codes, each once. */
export async function readIssueCodes() {
  return [...new Set(Object.values(await readUnions()).flat())];
}

/** What the first group of a pattern finds in a source of the core; in all of them, if none is named. */
export async function readCore(pattern, file) {
  const folder = join(ROOT, "src/core/src");
  const files = file ? [file] : (await readdir(folder, { recursive: true })).filter((entry) => entry.endsWith(".rs"));
  const sources = await Promise.all(files.map((each) => readFile(join(folder, each), "utf8")));
  return Array.from(sources.join("").matchAll(pattern), ([, found]) => found);
}
