//! The official draft-06 suite through `compileSchema` of the packed package, in Node.

import { createRequire } from "node:module";
import { after } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { reportResults } from "../lib/results.mjs";
import { makeProject } from "../lib/tarball.mjs";
import { run } from "./run.mjs";
import { loadSuite } from "./suite.mjs";

const project = await makeProject();
after(project.remove);

const { resolve } = createRequire(join(project.folder, "index.js"));
reportResults(run(await import(pathToFileURL(resolve("er-relationships"))), await loadSuite()));
