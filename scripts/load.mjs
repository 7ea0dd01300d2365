//! `npm run -s load`: posts a file of relationships, one JSON object per line, to a running endpoint.
//!
//! Interrupted, the same command goes on where it stopped. What the endpoint refuses is written,
//! with the reasons, to FILE.failed.ndjson.

import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { Failure, main, parseArguments, parseWholeNumber, UsageError } from "./lib/cli.mjs";
import { isCollectionId } from "./lib/dev-store.mjs";
import { createClient } from "./lib/load/client.mjs";
import { failuresFile, load, positionFile } from "./lib/load/load.mjs";
import { createProgress, describeCounts } from "./lib/load/progress.mjs";
import { developmentTokens, isLocal } from "./lib/load/tokens.mjs";

const USAGE = "npm run -s load -- FILE [--url URL] [--collection ID] [--token TOKEN] [--rate REQUESTS_PER_SECOND]";

/** 500 rows a second at the most: quick for a building, and kind to a service that others use too. */
const DEFAULT_RATE = "5";

const EXIT_INTERRUPTED = 130;

await main(USAGE, async (argv) => {
  const flags = parseArguments(
    argv,
    {
      url: { type: "string", default: "http://localhost:8787" },
      collection: { type: "string", default: "TestER-DVDocs" },
      token: { type: "string", default: process.env.ER_TOKEN },
      rate: { type: "string", default: DEFAULT_RATE },
    },
    ["FILE"],
  );
  const { collection } = flags;
  if (!isCollectionId(collection)) throw new UsageError(`\`${collection}\` cannot be a collection's id`);
  const url = parseUrl(flags.url);
  const ratePerSecond = parseWholeNumber("rate", flags.rate, 1, 1000);
  const token = tokens(flags.token, url);
  const file = await findFile(flags.FILE);
  const progress = createProgress();
  const client = createClient({ url, collection, token, ratePerSecond, notice: progress.notice });

  const position = await positionFile(file, url, collection);
  const sayHowToGoOn = () => progress.notice("stopped; the same command goes on from here");
  process.on("SIGINT", () => {
    sayHowToGoOn();
    process.exit(EXIT_INTERRUPTED);
  });
  const counts = await load({ file, client, positionFile: position, onProgress: progress.show }).catch((error) => {
    sayHowToGoOn();
    throw error;
  });
  progress.end();
  console.log(describeCounts(counts));
  if (!counts.failed) return 0;
  console.log(`the rows that failed and why: ${failuresFile(file)}`);
  return 1;
});

function parseUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ["http:", "https:"].includes(url.protocol)) return url;
  throw new UsageError(`--url takes an http or https address, not \`${text}\``);
}

/** npm runs scripts in the project's folder; a relative path is meant from where the person is. */
async function findFile(path) {
  const file = resolve(process.env.INIT_CWD ?? ".", path);
  await access(file).catch((error) => {
    throw new Failure(`cannot read ${path}: ${error.code}`);
  });
  return file;
}

/** Where the client gets its tokens from. */
function tokens(given, url) {
  if (given) return async () => given;
  if (isLocal(url)) return developmentTokens();
  throw new UsageError(`${url.origin} needs a token: --token, or ER_TOKEN in the environment`);
}
