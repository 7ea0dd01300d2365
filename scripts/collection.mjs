//! `npm run -s collection`: registers a collection on the local server, or replaces its access list,
//! which a running server notices within a minute.

import { main, parseArguments, UsageError } from "./lib/cli.mjs";
import { isCollectionId, PERMISSIONS, putCollection } from "./lib/dev-store.mjs";
import { parseGrants } from "./lib/grants.mjs";
import { DEV_USER } from "./lib/token.mjs";
import { ensurePackages } from "./lib/tools.mjs";

const USAGE = `npm run -s collection -- ID [--grant USER=${PERMISSIONS.join("|")} ...]`;

await main(USAGE, async (argv) => {
  const { id, grant } = parseArguments(argv, { grant: { type: "string", multiple: true, default: [] } }, ["id"]);
  if (!isCollectionId(id)) throw new UsageError("the id takes 1 to 128 printable ASCII characters, no space, no comma");
  const access = { ...parseGrants(grant), [DEV_USER]: "owner" };
  await ensurePackages();
  await putCollection(id, access);
  const list = Object.entries(access).map(([user, permission]) => `${user} (${permission})`);
  console.log(`registered \`${id}\` on the local server for ${list.join(", ")}`);
});
