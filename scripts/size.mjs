//! `npm run -s size`: how large programs are that use the package, beside programs that do as much of the
//! same job by other means; all that a page downloads, minified. Fails where a budget is broken.

import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { join } from "node:path";
import { main, parseArguments } from "./lib/cli.mjs";
import { run } from "./lib/command.mjs";
import { buildPackage } from "./lib/package.mjs";
import { PACKAGE_DIST, ROOT } from "./lib/places.mjs";
import { ensureTools } from "./lib/tools.mjs";

const OUT = join(ROOT, "target/size");

/** The programs in benches/size. A budget is in bytes of brotli. */
const PROGRAMS = [
  { title: "`validate`", file: "er-relationships.mjs", budget: 32_000 },
  { title: "`relationship` (Standard Schema)", file: "relationship.mjs", budget: 34_000 },
  { title: "`compileSchema`", file: "compile-schema.mjs", budget: 67_000 },
  { title: "`createCatalog`", file: "create-catalog.mjs", budget: 68_500 },
  { title: "`parseCsv`", file: "parse-csv.mjs", budget: 65_500 },
  { title: "`postRelationships`", file: "client.mjs", budget: 4_000 },
  { title: "`createEndpoint`", file: "endpoint.mjs", budget: 215_000 },
  { title: "Ajv 8, one type", file: "ajv.mjs" },
  { title: "zod 4, one type", file: "zod.mjs" },
  { title: "typebox 1, one type", file: "typebox.mjs" },
  { title: "valibot 1, one type", file: "valibot.mjs" },
];

await main("npm run -s size", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  await buildPackage();
  console.log("| program | raw | gzip | brotli | budget |\n|---|---|---|---|---|");
  let isOver = false;
  for (const { title, file, budget } of PROGRAMS) {
    const { raw, gzip, brotli } = await measure(file);
    isOver ||= brotli > budget;
    console.log(`| ${[title, ...[raw, gzip, brotli].map(thousands), budget ? thousands(budget) : ""].join(" | ")} |`);
  }
  if (isOver) console.log("\nover budget: a change made the download larger than it may be (scripts/size.mjs)");
  return isOver ? 1 : 0;
});

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
