//! `npm run -s token`: prints a token for the local server and nothing else.

import { main, parseArguments, parseWholeNumber } from "./lib/cli.mjs";
import { developmentToken } from "./lib/token.mjs";

const USAGE = 'npm run -s token -- [--sub USER] [--scope "apollo_write apollo_read"] [--client ID] [--expires SECONDS]';

/** A year. Longer is a mistake, not a wish. */
const MAX_EXPIRES_SECONDS = 366 * 24 * 3600;

await main(USAGE, async (argv) => {
  const { sub, scope, client, expires } = parseArguments(argv, {
    sub: { type: "string" },
    scope: { type: "string" },
    client: { type: "string" },
    expires: { type: "string", default: "3600" },
  });
  const expiresSeconds = parseWholeNumber("expires", expires, 1, MAX_EXPIRES_SECONDS);
  console.log(await developmentToken({ sub, scope, client, expiresSeconds }));
});
