//! `npm run -s audit`: what is known against the crates and npm packages that the project is made of.
//! The last line has the sum, as that of `npm test`.

import { CHECKS } from "./lib/audit.mjs";
import { main, parseArguments } from "./lib/cli.mjs";
import { ensureCargoDeny, ensureTools } from "./lib/tools.mjs";

await main("npm run -s audit", async (argv) => {
  parseArguments(argv, {});
  await ensureTools();
  await ensureCargoDeny();
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { title, judge } of CHECKS) {
    const { result, reason } = await judge();
    sum[result] += 1;
    // `npm test` shows lines that begin so.
    const note = result === "skipped" ? "note: " : "";
    console.log(`${note}${result}: ${title}${reason ? `: ${reason}` : ""}`);
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return sum.failed === 0 ? 0 : 1;
});
