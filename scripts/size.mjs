//! `npm run -s size`: how large programs are that use the package, beside those of its rivals. Fails where a budget of
//! benches/size/measure.mjs is broken.

import { measureSizes } from "../benches/size/measure.mjs";
import { main, parseArguments } from "./lib/cli.mjs";
import { buildPackage } from "./lib/package.mjs";
import { ensureTools } from "./lib/tools.mjs";

await main("npm run -s size", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  await buildPackage();
  const { tables, isOver } = await measureSizes();
  console.log(tables.size.trimEnd());
  if (isOver) console.log("\nover budget: a change made the download larger than it may be (benches/size/measure.mjs)");
  return isOver ? 1 : 0;
});
