//! What tools that look for mistakes in packages say of this one.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { run } from "../../../scripts/lib/command.mjs";
import { packPackage } from "../lib/tarball.mjs";

const tarball = await packPackage();

test("publint reports nothing, not even suggestions", async () => {
  // Copied: Node's own buffer may be a part of a larger one.
  const { buffer } = new Uint8Array(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer } });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
});

test("every way of resolving types finds them, says @arethetypeswrong/cli", async () => {
  const options = [
    // Without `require` of Node 16 and the resolution of Node 10, which know no ES modules or no `exports`.
    ...["--profile", "esm-only"],
    // Files for bundlers and hosts, which have no types.
    ...["--exclude-entrypoints", "core.wasm", "endpoint.wasm"],
  ];
  const output = await run("attw", [tarball, ...options]).catch((error) => {
    throw new Error(error.output ?? error);
  });
  // Which it does not count as a problem.
  assert.doesNotMatch(output, /does not contain types/);
});
