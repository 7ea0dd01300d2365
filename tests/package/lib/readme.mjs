//! The code in pkg/README.md.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../../scripts/lib/places.mjs";

const FENCE = /^```(\w+)\n(.*?)^```$/gms;

/** What a line prints stands behind it, or in the lines of comment that follow. */
const PRINTED = /\/\/ → (.*(?:\n\/\/ {3}.*)*)/g;

/** A block of code may say which file it is, for others to import. */
const FILE_NAME = /^\/\/ (\S+\.\w+)\n/;

/** @returns {Promise<string>} the README */
export async function readReadme() {
  return readFile(join(ROOT, "pkg/README.md"), "utf8");
}

/**
 * The blocks of code of a README.
 *
 * @param {string} readme
 * @returns {{ title: string, file: string, language: string, code: string, isNamed: boolean }[]} `file` is what the code
 *   says of itself, else made of the place
 */
export function blocksOf(readme) {
  return [...readme.matchAll(FENCE)].map(({ 1: language, 2: code, index }) => {
    const before = readme.slice(0, index);
    const line = before.split("\n").length;
    const [name] = code.match(FILE_NAME)?.slice(1) ?? [];
    const [heading] = before.match(/(?<=^#+ ).+$/gm)?.slice(-1) ?? [];
    const file = name ?? `line-${line}.${language}`;
    return { title: `${heading}, line ${line}`, file, language, code, isNamed: name !== undefined };
  });
}

/** What a program prints, by its comments. */
export function printedBy(code) {
  return [...code.matchAll(PRINTED)].map(([, printed]) => `${printed.replaceAll(/\n\/\/ {3}/g, "\n")}\n`).join("");
}
