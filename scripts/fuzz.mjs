//! `npm run -s fuzz`: made-up inputs for the core, until one is a finding or the time is over.
//!
//! Inputs that cover more are kept in `fuzz/corpus`, and begun with the next time. The input of a
//! finding is in `fuzz/artifacts`; once it is mended, it belongs among the seeds.

import { resolve } from "node:path";
import { Failure, main, parseArguments, parseWholeNumber, UsageError } from "./lib/cli.mjs";
import { buildTargets, describeRun, fuzz, replay, TARGETS } from "./lib/fuzz.mjs";
import { step } from "./lib/steps.mjs";

const USAGE = `npm run -s fuzz -- [${TARGETS.join("|")}] [--seconds SECONDS_EACH] [--input FILE]`;

await main(USAGE, async (argv) => {
  const options = { seconds: { type: "string", default: "60" }, input: { type: "string" } };
  const { seconds: given, input, TARGET } = parseArguments(argv, options, ["TARGET?"]);
  const seconds = parseWholeNumber("seconds", given, 1, 1_000_000);
  if (TARGET !== undefined && !TARGETS.includes(TARGET)) throw new UsageError(`there is no target \`${TARGET}\``);
  if (input !== undefined && TARGET === undefined) throw new UsageError("--input takes a target");
  const targets = TARGET === undefined ? TARGETS : [TARGET];

  if (!(await step("Building the fuzz targets", () => buildTargets(targets)))) {
    throw new Failure("libFuzzer takes a C++ compiler, and there is no `c++`: install one, or name it in the variable CXX");
  }
  if (input !== undefined) {
    // npm runs scripts in the project's folder; a relative path is meant from where the person is.
    await step(`Running ${TARGET} on ${input}`, () => replay(TARGET, resolve(process.env.INIT_CWD ?? ".", input)));
    return 0;
  }
  for (const target of targets) {
    const output = await step(`Fuzzing ${target} for ${seconds} s`, () => fuzz(target, seconds));
    console.log(`  ${describeRun(output)}`);
  }
  return 0;
});
