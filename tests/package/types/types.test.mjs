import { test } from "node:test";
import { run } from "../../../scripts/lib/command.mjs";
import { buildPackage } from "../../../scripts/lib/package.mjs";

test("the declarations hold what types.ts says of them", async () => {
  await buildPackage();
  await run("tsc", ["--project", "tests/package/types"]).catch((error) => {
    throw new Error(error.output ?? error);
  });
});
