// The Worker that a JavaScript team would write in place of ours: Hono for requests, Ajv (code made
// when it is built) for schemas, jose for tokens, Workers KV for what is kept. It does the job of our
// Worker on KV alone: the checks of the contract in their order, all errors of each relationship,
// restricted properties, versions, and the same answers (`tests/worker/rival.test.mjs` holds the two
// together). Written for speed: nothing is read, copied or made twice; keys, tokens and collections
// are remembered as ours remembers them; KV gets one bulk read and its writes at once.
//
//     request.mjs   what is checked before the body is read, with token.mjs and collections.mjs
//     batch.mjs     from the body to relationships
//     judge.mjs     what is wrong with each
//     upsert.mjs    against what is stored, and what is stored then
//     answer.mjs    the envelope
//     build.mjs     makes it one file
//
// What it leaves out, to its advantage: duplicate member names, the digits of numbers beyond a double,
// unpaired surrogates, the depth of a body, place and code of what is wrong with a body, types of one's
// own, CSV, preconditions, dry runs, suggestions, CORS, a limit of requests, and every other route.

import { Hono } from "hono";

import { Rejection, rejected, upserted } from "./answer.mjs";
import { readBatch } from "./batch.mjs";
import { readRequest } from "./request.mjs";
import { upsert } from "./upsert.mjs";

const PATHS = ["/apollo/er/relationships", "/apollo/relationships"];
const headers = { allow: "POST, OPTIONS" };

const app = new Hono();

for (const path of PATHS) {
  app.post(path, async (context) => {
    const request = await readRequest(context);
    const rows = await readBatch(context.req.raw);
    return upserted(await upsert(context.env.RELATIONSHIPS, rows, request), request);
  });
  app.options(path, () => new Response(null, { status: 204, headers }));
  app.all(path, () => {
    throw new Rejection(405, "Method Not Allowed: the path takes POST, OPTIONS", { headers });
  });
}

app.notFound(({ req }) => rejected(new Rejection(404, "Not Found: the path is unknown"), req.header("x-correlation-id")));

app.onError((error, { req }) => {
  const isTold = error instanceof Rejection;
  if (!isTold) console.error(error);
  return rejected(isTold ? error : new Rejection(500, "Internal Server Error"), req.header("x-correlation-id"));
});

export default app;
