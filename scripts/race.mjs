//! `npm run race`: clients race through the built Worker, which is killed meanwhile, and what came of it is
//! judged. `npm test` runs a short one.

import { buildWorker } from "./lib/build.mjs";
import { main, parseArguments, parseWholeNumber } from "./lib/cli.mjs";
import { step } from "./lib/steps.mjs";
import { ensureTools } from "./lib/tools.mjs";
import { describe, race } from "../tests/worker/race/race.mjs";

const USAGE = "npm run race [-- --seconds NUMBER] [--kills NUMBER] [--seed NUMBER]";

/** Violations that are shown; the first ones tell most. */
const MAX_SHOWN = 20;

await main(USAGE, async (argv) => {
  const flags = parseArguments(argv, {
    seconds: { type: "string", default: "60" },
    kills: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  });
  const seconds = parseWholeNumber("seconds", flags.seconds, 1, 3600);
  const kills = parseWholeNumber("kills", flags.kills, 0, 1000);
  const seed = parseWholeNumber("seed", flags.seed, 0, 1_000_000_000);
  await ensureTools();
  await step("Building the Worker", buildWorker);
  console.log(`seed ${seed}`);
  const { violations, counts } = await race({ seconds, kills, seed, onProgress: console.log });
  for (const violation of violations.slice(0, MAX_SHOWN)) console.log(`✗ ${violation}`);
  console.log(`${describe(counts)}, ${kills} kills; ${violations.length} violations`);
  return violations.length === 0 ? 0 : 1;
});
