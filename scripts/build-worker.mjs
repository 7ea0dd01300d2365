//! `npm run build`, and the build command of wrangler.toml.

import { buildWorker } from "./lib/build.mjs";
import { main, parseArguments } from "./lib/cli.mjs";
import { step } from "./lib/steps.mjs";
import { ensureTools } from "./lib/tools.mjs";

await main("npm run build", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  await step("Building the Worker", buildWorker);
});
