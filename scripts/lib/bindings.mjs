//! The tests of the wasm bindings (`src/*/tests`), in Node and in a browser.

import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CHROMIUM_FLAGS, findChromedriver, findChromium } from "./chromium.mjs";
import { run } from "./command.mjs";
import { countCargoTests, NOTHING } from "./counts.mjs";
import { ROOT, TOOLS } from "./places.mjs";

/** The crates that have such tests, by their folders. */
const CRATES = ["js", "npm", "npm-built-in"];

const SKIPPED = "note: skipped: Chromium and its driver are not on the PATH; the variables CHROMIUM and CHROMEDRIVER can name them\n";

/** Counts of what the two functions below return. */
export function countBindingTests(output) {
  return output === SKIPPED ? { ...NOTHING, skipped: 1 } : countCargoTests(output);
}

/** @returns {Promise<string>} what `cargo test` prints */
export async function testBindingsInNode() {
  return cargoTest({});
}

/**
 * The same tests in a page of headless Chromium.
 *
 * @returns {Promise<string>} what `cargo test` prints; why there are none where Chromium or its driver is missing
 */
export async function testBindingsInChromium() {
  const [browser, driver] = await Promise.all([findChromium(), findChromedriver()]);
  if (!browser || !driver) {
    return SKIPPED;
  }
  // The runner knows of the browser from a file in the folder of the crate, and from nowhere else.
  const settings = { "goog:chromeOptions": { binary: browser, args: ["--headless", ...CHROMIUM_FLAGS] } };
  const files = CRATES.map((crate) => join(ROOT, "src", crate, "webdriver.json"));
  await Promise.all(files.map((file) => writeFile(file, JSON.stringify(settings))));
  try {
    return await cargoTest({ CHROMEDRIVER: driver, WASM_BINDGEN_USE_BROWSER: "1" });
  } finally {
    await Promise.all(files.map((file) => rm(file)));
  }
}

async function cargoTest(environment) {
  const packages = CRATES.map((crate) => `--package=er-relationships-${crate}`);
  return run("cargo", ["test", ...packages, "--target=wasm32-unknown-unknown", "--tests", "--no-fail-fast"], {
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: join(TOOLS, "bin/wasm-bindgen-test-runner"),
    ...environment,
  });
}
