//! The table of `tests/cases/` through `createEndpoint` of the packed package, in workerd: a Worker that
//! wrangler bundles, with the package's own condition for it.

import { join } from "node:path";
import { ROOT } from "../../../scripts/lib/places.mjs";
import { reportResults } from "../lib/results.mjs";
import { makeProject } from "../lib/tarball.mjs";
import { startProjectWorker } from "../lib/workerd.mjs";
import { loadParityData } from "./data.mjs";

const WORKER = `
import * as entry from "er-relationships/endpoint";
import { run } from ${JSON.stringify(join(ROOT, "tests/package/parity/run.mjs"))};

export default {
  async fetch(request) {
    return request.method === "POST" ? Response.json(await run(entry, await request.json())) : new Response();
  },
};
`;

reportResults(await runInWorkerd());

async function runInWorkerd() {
  const project = await makeProject({ "worker.mjs": WORKER });
  const server = await startProjectWorker(project.folder);
  try {
    const body = JSON.stringify(await loadParityData());
    const response = await fetch(server.url, { method: "POST", body });
    return await response.json();
  } finally {
    await server.stop();
    await project.remove();
  }
}
