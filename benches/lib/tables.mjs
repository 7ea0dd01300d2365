// Tables of benches/README.md, each between a pair of marks that name it:
// `<!-- bench:NAME -->` and `<!-- /bench -->`. What stands there is written anew by every run.

import { readFile, writeFile } from "node:fs/promises";

const README = new URL("../README.md", import.meta.url);

/** A Markdown table. */
export function table(head, rows) {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}

/**
 * A table of contenders: median, quartiles, and the median as a share of that of the first row, or of
 * the row of the name `base`.
 *
 * @param {string} title of the first column
 * @param {string} unit
 * @param {import("./rounds.mjs").Row[]} rows
 */
export function contenderTable(title, unit, rows, base = rows[0].name) {
  const yardstick = rows.find(({ name }) => name === base).median;
  const cells = rows.map(({ name, low, median, high }) => [
    name,
    figure(median),
    `${figure(low)} to ${figure(high)}`,
    (median / yardstick).toFixed(2),
  ]);
  return table([title, `median ${unit}`, "quartiles", `of ${base}`], cells);
}

/** A number in three digits or so. */
export function figure(value) {
  if (value >= 1000) return Math.round(value).toLocaleString("en");
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

/**
 * Puts texts into benches/README.md.
 *
 * @param {Record<string, string>} texts by the names of their marks
 * @throws {Error} where the README has no such marks
 */
export async function writeReadme(texts) {
  let readme = await readFile(README, "utf8");
  for (const [name, text] of Object.entries(texts)) {
    const marks = new RegExp(`(<!-- bench:${name} -->\n)[^]*?(<!-- /bench -->)`);
    if (!marks.test(readme)) throw new Error(`benches/README.md has no marks for \`${name}\``);
    readme = readme.replace(marks, (_, open, close) => `${open}\n${text.trim()}\n\n${close}`);
  }
  await writeFile(README, readme);
}
