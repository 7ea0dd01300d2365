//! The table of `tests/cases/` through `createEndpoint` of the packed package, in Node.

import { createRequire } from "node:module";
import { after } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { reportResults } from "../lib/results.mjs";
import { makeProject } from "../lib/tarball.mjs";
import { loadParityData } from "./data.mjs";
import { run } from "./run.mjs";

const project = await makeProject();
after(project.remove);

const { resolve } = createRequire(join(project.folder, "index.js"));
const entry = await import(pathToFileURL(resolve("er-relationships/endpoint")));
reportResults(await run(entry, await loadParityData()));
