//! `npm test`: everything that must hold, on a clean checkout as in a developer's folder. A step that
//! fails does not keep the others from running; the last line has the sum.

import { countBindingTests, testBindingsInChromium, testBindingsInNode } from "./lib/bindings.mjs";
import { buildPanickingWorker, buildWorker } from "./lib/build.mjs";
import { main, parseArguments } from "./lib/cli.mjs";
import { run } from "./lib/command.mjs";
import { add, countCargoTests, countNodeTests, countOwnSum, countRun, NOTHING } from "./lib/counts.mjs";
import { countFuzzedTargets, fuzzBriefly, lintTargets } from "./lib/fuzz.mjs";
import { buildPackage } from "./lib/package.mjs";
import { step } from "./lib/steps.mjs";
import { ensureTools } from "./lib/tools.mjs";

/** The crates that are built for wasm, where some of their code is other than natively. */
const IN_JAVASCRIPT = ["js", "npm", "npm-built-in", "npm-endpoint", "worker"].map((name) => `--package=er-relationships-${name}`);

const STEPS = [
  command("Rust formatting", "cargo fmt --all --check"),
  command("Rust lints", "cargo clippy --workspace --all-targets -- -D warnings"),
  command("Rust lints of what runs in JavaScript", `cargo clippy ${IN_JAVASCRIPT.join(" ")} --target wasm32-unknown-unknown -- -D warnings`),
  command("Audit of crates and npm packages", "node scripts/audit.mjs", countOwnSum),
  command("Rust tests", "cargo test --workspace --no-fail-fast", countCargoTests),
  command("Formatting of the fuzz targets", "cargo fmt --manifest-path fuzz/Cargo.toml --check"),
  { title: "Lints of the fuzz targets", work: lintTargets },
  { title: "Fuzzing, briefly", work: fuzzBriefly, countTests: countFuzzedTargets },
  { title: "Binding tests in Node", work: testBindingsInNode, countTests: countBindingTests },
  { title: "Binding tests in Chromium", work: testBindingsInChromium, countTests: countBindingTests },
  { title: "Building the Worker", work: buildWorker },
  { title: "Building the Worker that panics on purpose", work: buildPanickingWorker },
  { title: "Building the npm package", work: buildPackage },
  command("Size budgets", "node scripts/size.mjs"),
  command("Worker package", "wrangler deploy --dry-run"),
  command("Schemathesis", "node scripts/schemathesis.mjs", countOwnSum),
  command("JavaScript tests", "node --test --test-reporter=spec scripts/**/*.test.mjs tests/**/*.test.mjs www/src/**/*.test.ts", countNodeTests),
];

await main("npm test", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  let sum = NOTHING;
  for (const each of STEPS) sum = add(sum, await runStep(each));
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return sum.failed === 0 ? 0 : 1;
});

function command(title, line, countTests) {
  const [program, ...args] = line.split(" ");
  return { title, countTests, work: () => run(program, args) };
}

/** What the step adds to the sum. Of what tests print, their notes are shown: scores, reasons of skips. */
async function runStep({ title, work, countTests }) {
  try {
    const output = await step(title, work);
    for (const [note] of (output ?? "").matchAll(/^note: .+$/gm)) console.log(`  ${note}`);
    return countRun(true, output, countTests);
  } catch (error) {
    if (error.output === undefined) console.log(error);
    return countRun(false, error.output ?? "", countTests);
  }
}
