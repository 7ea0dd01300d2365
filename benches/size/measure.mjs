// How large programs are that use the package, beside programs that do as much of the same job by other
// means; all that a page downloads, minified.

import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { join } from "node:path";

import { run } from "../../scripts/lib/command.mjs";
import { PACKAGE_DIST, ROOT } from "../../scripts/lib/places.mjs";
import { table } from "../lib/tables.mjs";

const OUT = join(ROOT, "target/size");

/** The programs in this folder. A budget is in bytes of brotli. */
export const PROGRAMS = [
  { title: "`validate`", file: "er-relationships.mjs", budget: 32_000 },
  { title: "`relationship` (Standard Schema)", file: "relationship.mjs", budget: 34_000 },
  { title: "`compileSchema`", file: "compile-schema.mjs", budget: 68_500 },
  { title: "`createCatalog`", file: "create-catalog.mjs", budget: 70_000 },
  { title: "`parseCsv`", file: "parse-csv.mjs", budget: 66_500 },
  { title: "`postRelationships`", file: "client.mjs", budget: 4_000 },
  { title: "`createEndpoint`", file: "endpoint.mjs", budget: 215_000 },
  { title: "Ajv 8, one type", file: "ajv.mjs" },
  { title: "zod 4, one type", file: "zod.mjs" },
  { title: "typebox 1, one type", file: "typebox.mjs" },
  { title: "valibot 1, one type", file: "valibot.mjs" },
];

/** @returns {Promise<import("../run.mjs").Measured & { isOver: boolean }>} */
export async function measureSizes() {
  const lines = [];
  const sizes = {};
  let isOver = false;
  for (const { title, file, budget } of PROGRAMS) {
    const size = await measure(file);
    sizes[title] = size.brotli;
    isOver ||= size.brotli > budget;
    lines.push([title, ...[size.raw, size.gzip, size.brotli].map(thousands), budget ? thousands(budget) : ""]);
  }
  const [ours, ajv] = [sizes["`validate`"], sizes["Ajv 8, one type"]];
  const others = PROGRAMS.slice(-4).map(({ title }) => `${title.split(" ")[0]} ${thousands(sizes[title])}`);
  return {
    tables: { size: table(["program", "raw", "gzip", "brotli", "budget"], lines) },
    summary: [["download of `validate`, brotli", `${thousands(ours)} bytes`, others.join(", "), "below Ajv's", ours < ajv ? "yes" : "no"]],
    isOver,
  };
}

async function measure(file) {
  const bundle = join(OUT, file);
  const alias = (name, entry) => `--alias:${name}=${join(PACKAGE_DIST, entry)}`;
  await run("esbuild", [
    join(ROOT, "benches/size", file),
    ...["--bundle", "--minify", "--format=esm", "--platform=browser", "--target=es2022"],
    // The longer name first: esbuild takes what fits.
    ...[alias("er-relationships/client", "client.js"), alias("er-relationships/endpoint", "endpoint.js"), alias("er-relationships", "index.js")],
    `--outfile=${bundle}`,
  ]);
  const bytes = await readFile(bundle);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
}

function thousands(count) {
  return count.toLocaleString("en");
}
