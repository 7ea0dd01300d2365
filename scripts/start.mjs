//! `npm start`: the endpoint on this machine, from a clean clone to a request that can be pasted.

import { buildWorker } from "./lib/build.mjs";
import { Failure, main, parseArguments, parseWholeNumber } from "./lib/cli.mjs";
import { checkPort, startServer } from "./lib/dev-server.mjs";
import { hasCollection, putCollection } from "./lib/dev-store.mjs";
import { step } from "./lib/steps.mjs";
import { DEV_USER, developmentToken } from "./lib/token.mjs";
import { ensureTools } from "./lib/tools.mjs";

/** The collection of the API's own documentation; there from the first start. */
const COLLECTION = "TestER-DVDocs";

/** The printed token lasts a working day. */
const TOKEN_SECONDS = 12 * 3600;

await main("npm start [-- --port NUMBER]", async (argv) => {
  const flags = parseArguments(argv, { port: { type: "string", default: "8787" } });
  const port = parseWholeNumber("port", flags.port, 1, 65_535);
  await checkPort(port);
  await ensureTools();
  await step("Building the Worker", buildWorker);
  await step(`Registering ${COLLECTION}`, seed);

  const server = await startServer({ port });
  console.log(await welcome(server.url));
  await server.crash;
  throw new Failure("the local server ended; its log is above");
});

/** Only if it is not there: a developer may have changed its access list. */
async function seed() {
  if (!(await hasCollection(COLLECTION))) await putCollection(COLLECTION, { [DEV_USER]: "owner" });
}

/** The request of the API's documentation, ready to be pasted into a shell. */
async function welcome(url) {
  const token = await developmentToken({ expiresSeconds: TOKEN_SECONDS });
  return `
The endpoint is ready at ${url}. Ctrl-C stops it. Try it (the token lasts 12 hours):

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
