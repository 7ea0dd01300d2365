//! `npm run -s collection`: registers a collection on the local server, or replaces its access list: through
//! the API of a server that runs, else in the KV that the next one finds.

import { main, parseArguments, UsageError } from "./lib/cli.mjs";
import { isCollectionId, PERMISSIONS, putCollection } from "./lib/dev-store.mjs";
import { parseGrants } from "./lib/grants.mjs";
import { registerCollection } from "./lib/registry.mjs";
import { DEV_USER } from "./lib/token.mjs";
import { ensurePackages } from "./lib/tools.mjs";

const USAGE = `npm run -s collection -- ID [--grant USER=${PERMISSIONS.join("|")} ...] [--url URL]`;

await main(USAGE, async (argv) => {
  const { id, grant, url } = parseArguments(
    argv,
    { grant: { type: "string", multiple: true, default: [] }, url: { type: "string", default: "http://localhost:8787" } },
    ["id"],
  );
  if (!isCollectionId(id)) throw new UsageError("the id takes 1 to 128 printable ASCII characters, no space, no comma");
  const access = { ...parseGrants(grant), [DEV_USER]: "owner" };
  const isRunning = await registerCollection(url, id, access);
  if (!isRunning) {
    await ensurePackages();
    await putCollection(id, access);
  }
  const list = Object.entries(access).map(([user, permission]) => `${user} (${permission})`);
  console.log(`registered \`${id}\` ${isRunning ? `at ${url}` : "for the next start of the local server"} for ${list.join(", ")}`);
});
