//! `npm run -s bench`: builds what is measured and measures it. See benches/README.md.

import { rename } from "node:fs/promises";
import { join } from "node:path";

import { main, parseArguments } from "../scripts/lib/cli.mjs";
import { run } from "../scripts/lib/command.mjs";
import { ROOT, TOOLS } from "../scripts/lib/places.mjs";
import { step } from "../scripts/lib/steps.mjs";
import { ensureTools } from "../scripts/lib/tools.mjs";

const CRATE = "er_relationships_bench";
const TARGET = "wasm32-unknown-unknown";
const OUT = join(ROOT, "target/bench");

await main("npm run -s bench", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  await step("Building the bench", build);
  console.log(await run("node", ["benches/verdict.mjs", join(OUT, `${CRATE}.cjs`)]));
  return 0;
});

async function build() {
  await run("cargo", ["build", "--release", "--package", "er-relationships-bench", "--target", TARGET]);
  const wasm = join(ROOT, "target", TARGET, "release", `${CRATE}.wasm`);
  await run(join(TOOLS, "bin/wasm-bindgen"), ["--target", "nodejs", "--out-dir", OUT, wasm]);
  // wasm-bindgen writes CommonJS, and this package is one of modules.
  await rename(join(OUT, `${CRATE}.js`), join(OUT, `${CRATE}.cjs`));
}
