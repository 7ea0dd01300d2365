//! Programs for Node.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { packPackage } from "../lib/tarball.mjs";
import { ANSWERS } from "./lib/answers.mjs";
import { NODES } from "./lib/nodes.mjs";
import { openProject } from "./lib/project.mjs";

const esm = await openProject("node-esm");
after(esm.remove);
const required = await openProject("node-require");
after(required.remove);

test("npm installs it, and nothing beside it", async () => {
  const install = ["install", "--offline", "--cache", join(esm.folder, ".npm"), "--json", await packPackage()];
  const { added, changed } = JSON.parse(await esm.run("npm", install));
  // Changed: it was unpacked there before.
  assert.deepEqual({ added, changed }, { added: 0, changed: 1 });
});

for (const { program, version, canRequire } of NODES) {
  test(`an ES module imports it, ${version}`, async () => {
    assert.deepEqual(JSON.parse(await esm.run(program, ["src/main.js"])), ANSWERS);
  });

  test(`a CommonJS module requires it, ${version}`, { skip: !canRequire && "this Node cannot require ES modules" }, async () => {
    assert.deepEqual(JSON.parse(await required.run(program, ["src/main.js"])), { codes: ["propertyRequired"], status: 404 });
  });

  test(`no code is made of text, ${version}`, async () => {
    const env = { NODE_OPTIONS: "--disallow-code-generation-from-strings" };
    assert.deepEqual(JSON.parse(await esm.run(program, ["src/main.js"], env)), ANSWERS);
  });
}
