//! Workers that use the package, in workerd.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, startServer } from "../../../scripts/lib/dev-server.mjs";
import { ROOT } from "../../../scripts/lib/places.mjs";

/**
 * Starts the Worker `worker.mjs` of a project, bundled by wrangler.
 *
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startProjectWorker(folder) {
  const ours = await readFile(join(ROOT, "wrangler.toml"), "utf8");
  const [compatibility] = ours.match(/^compatibility_date = .+$/m);
  const config = join(folder, "wrangler.toml");
  await writeFile(config, `name = "package-test"\nmain = "worker.mjs"\n${compatibility}\n`);
  const state = join(folder, ".wrangler/state");
  return startServer({ port: await freePort(), state, settings: {}, output: "ignore", config });
}
