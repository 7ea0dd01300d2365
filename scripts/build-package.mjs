//! `npm run build:package`: pkg/dist, all that the npm package has besides its package.json and README.

import { main, parseArguments } from "./lib/cli.mjs";
import { buildPackage } from "./lib/package.mjs";
import { step } from "./lib/steps.mjs";
import { ensureTools } from "./lib/tools.mjs";

await main("npm run build:package", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  await step("Building the npm package", buildPackage);
});
