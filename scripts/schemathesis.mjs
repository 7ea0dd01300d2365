//! `npm run -s schemathesis`: whether the Worker does what `openapi.json` says, asked by Schemathesis. The last line has
//! the sum, as that of `npm test`.

import { main, parseArguments } from "./lib/cli.mjs";
import { ensureSchemathesis, runSchemathesis } from "./lib/schemathesis.mjs";
import { ensureTools } from "./lib/tools.mjs";

await main("npm run -s schemathesis", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  const { program, reason } = await ensureSchemathesis();
  if (program === undefined) {
    console.log(`note: skipped: ${reason}\n0 passed, 0 failed, 1 skipped`);
    return 0;
  }
  const { output, requests, counts } = await runSchemathesis(program);
  console.log(output);
  console.log(`note: Schemathesis: ${requests} requests to ${counts.passed + counts.failed} operations`);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed === 0 ? 0 : 1;
});
