//! The Nodes that users may have: the one pinned for the project's tools, and the machine's own, which is older here.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { NPM_BIN } from "../../../../scripts/lib/places.mjs";

/** Where npm and our own commands put packages' programs in front of the machine's. */
const OF_PACKAGES = join("node_modules", ".bin");

const SELF = "JSON.stringify({ version: process.version, canRequire: process.features.require_module === true })";

/** Each with its version and whether it can `require` an ES module, as 20.19 and 22.12 do. */
export const NODES = [join(NPM_BIN, "node"), machineNode()].filter(Boolean).map((program) => {
  return { program, ...JSON.parse(execFileSync(program, ["-p", SELF], { encoding: "utf8" })) };
});

function machineNode() {
  const folders = process.env.PATH.split(delimiter).filter((folder) => !folder.endsWith(sep + OF_PACKAGES));
  return folders.map((folder) => join(folder, "node")).find(existsSync);
}
