//! `npm run -s bench`: builds what is measured and measures it. See benches/README.md.

import { rename } from "node:fs/promises";
import { join } from "node:path";

import { main, parseArguments } from "../scripts/lib/cli.mjs";
import { run } from "../scripts/lib/command.mjs";
import { buildPackage } from "../scripts/lib/package.mjs";
import { PACKAGE_DIST, ROOT, TOOLS } from "../scripts/lib/places.mjs";
import { step } from "../scripts/lib/steps.mjs";
import { ensureTools } from "../scripts/lib/tools.mjs";

const CRATE = "er_relationships_bench";
const TARGET = "wasm32-unknown-unknown";
const OUT = join(ROOT, "target/bench");
/** benches/package.mjs with the package and its rivals, for Node and for a page. */
const BUNDLE = join(OUT, "package.mjs");

await main("npm run -s bench", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  await step("Building the bench", build);
  await step("Building the npm package", buildPackage);
  await step("Bundling its bench", bundle);
  console.log(await run("node", ["benches/verdict.mjs", join(OUT, `${CRATE}.cjs`)]));
  console.log(await run("node", ["benches/package_in_node.mjs", BUNDLE, join(OUT, `${CRATE}.cjs`)]));
  console.log(await run("node", ["benches/package_in_chromium.mjs", BUNDLE, join(OUT, `${CRATE}.cjs`)]));
  return 0;
});

async function bundle() {
  const entry = `--alias:er-relationships=${join(PACKAGE_DIST, "index.js")}`;
  await run("esbuild", ["benches/package.mjs", "--bundle", "--format=esm", "--platform=browser", entry, `--outfile=${BUNDLE}`]);
}

async function build() {
  await run("cargo", ["build", "--release", "--package", "er-relationships-bench", "--target", TARGET]);
  const wasm = join(ROOT, "target", TARGET, "release", `${CRATE}.wasm`);
  await run(join(TOOLS, "bin/wasm-bindgen"), ["--target", "nodejs", "--out-dir", OUT, wasm]);
  // wasm-bindgen writes CommonJS, and this package is one of modules.
  await rename(join(OUT, `${CRATE}.js`), join(OUT, `${CRATE}.cjs`));
}
