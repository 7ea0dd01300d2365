//! `npm start`: the endpoint on this machine, from a clean clone to a request that can be pasted.

import { buildWorker } from "./lib/build.mjs";
import { Failure, main, parseArguments, parseWholeNumber } from "./lib/cli.mjs";
import { checkPort, developmentSettings, startServer } from "./lib/dev-server.mjs";
import { hasCollection, putCollection } from "./lib/dev-store.mjs";
import { step } from "./lib/steps.mjs";
import { DEV_USER, developmentToken } from "./lib/token.mjs";
import { ensureTools } from "./lib/tools.mjs";

/** The collection of the API's own documentation; there from the first start. */
const COLLECTION = "TestER-DVDocs";

/** The token that is printed, and offered to the page, lasts a working day. */
const TOKEN_SECONDS = 12 * 3600;

await main("npm start [-- --port NUMBER]", async (argv) => {
  const flags = parseArguments(argv, { port: { type: "string", default: "8787" } });
  const port = parseWholeNumber("port", flags.port, 1, 65_535);
  await checkPort(port);
  await ensureTools();
  await step("Building the Worker", buildWorker);
  await step(`Registering ${COLLECTION}`, seed);

  const token = await developmentToken({ expiresSeconds: TOKEN_SECONDS });
  const offer = JSON.stringify({ token, collection: COLLECTION });
  const server = await startServer({ port, settings: { ...(await developmentSettings(port)), DEVELOPMENT_OFFER: offer } });
  console.log(welcome(server.url, token));
  await server.crash;
  throw new Failure("the local server ended; its log is above");
});

/** Only if it is not there: a developer may have changed its access list. */
async function seed() {
  if (!(await hasCollection(COLLECTION))) await putCollection(COLLECTION, { [DEV_USER]: "owner" });
}

/** Where the page is, and the request of the API's documentation, ready to be pasted into a shell. */
function welcome(url, token) {
  return `
The page is ready at ${url}/, the endpoint behind it. Ctrl-C stops both. Try it (the token lasts 12 hours):

curl -X POST \\
  '${url}/apollo/er/relationships?v=1.1' \\
  -H 'Authorization: Bearer ${token}' \\
  -H 'Content-Type: application/json' \\
  -H 'ercollectionid: ${COLLECTION}' \\
  -H 'async: false'\\
  -d '{ 
\t\t"id": "JCI-507-B1-hasPart-JCI-507-B1-F2", "relationshipName": "JCI-507-B1 hasPart JCI-507-B1-F2", 
\t\t"relationshipType": "BRICK_0_4__hasPart_Location_Location", "sourceEntityId": "JCI-507-B1", "destinationEntityId": "JCI-507-B1-F2" 
\t}'
`;
}
