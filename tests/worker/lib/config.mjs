//! Descriptions of the Worker that differ from `wrangler.toml` in what a test is about.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, WORKER_BUILD } from "../../../scripts/lib/places.mjs";

/** Made by the test, or not wanted there. */
const NEVER = ["build", "assets"];

/**
 * Writes a file like `wrangler.toml`.
 *
 * @param {string} folder
 * @param {object} [changes]
 * @param {string[]} [changes.without] tables that are left out
 * @param {(text: string) => string} [changes.edit]
 * @param {string} [changes.build] the folder of the build that it runs
 * @returns {Promise<string>} the file
 */
export async function writeConfig(folder, { without = [], edit = (text) => text, build = WORKER_BUILD } = {}) {
  const ours = await readFile(join(ROOT, "wrangler.toml"), "utf8");
  const tables = ours.split(/^(?=\[)/m);
  const nameOf = (table) => table.match(/^\[+([^\]]+)\]/)?.[1];
  const missing = without.filter((name) => !tables.some((table) => nameOf(table) === name));
  if (missing.length > 0) throw new Error(`wrangler.toml has no table ${missing}`);
  const kept = tables.filter((table) => ![...NEVER, ...without].includes(nameOf(table)));
  const file = join(folder, "wrangler.toml");
  const main = JSON.stringify(join(build, "main.js"));
  await writeFile(file, edit(kept.join("")).replace(/^main = .*$/m, `main = ${main}`));
  return file;
}

/** The tables without which the Worker runs on KV alone. */
export const OBJECTS = ["durable_objects.bindings", "migrations"];
