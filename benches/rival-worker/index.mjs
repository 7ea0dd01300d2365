// The Worker that a JavaScript team would write in place of ours: Hono for requests, Ajv (code made
// when it is built) for schemas, jose for tokens, Workers KV for what is kept. It does the job of our
// Worker on KV alone: the checks of the contract in their order, all errors of each relationship,
// restricted properties, versions, and the same answers (`benches/worker/parity.test.mjs` holds the two
// together). Written for speed: nothing is read or made twice, types and tokens' keys are kept, and
// KV gets one bulk read and its writes at once.
//
// What it leaves out, to its advantage: duplicate member names, numbers of more digits than a double
// has, unpaired surrogates, types of one's own, CSV, idempotency keys, preconditions and everything
// but this one route.

import { Hono } from "hono";

import { readBatch } from "./batch.mjs";
import { Rejection, rejected, upserted } from "./answer.mjs";
import { readRequest } from "./request.mjs";
import { upsert } from "./upsert.mjs";

const PATHS = ["/apollo/er/relationships", "/apollo/relationships"];

const app = new Hono();

for (const path of PATHS) {
  app.post(path, async (context) => {
    const request = await readRequest(context);
    const rows = readBatch(await context.req.text());
    const results = await upsert(context.env.RELATIONSHIPS, rows, request);
    return upserted(results, request);
  });
}

app.onError((error, context) => {
  const rejection = error instanceof Rejection ? error : new Rejection(500, "Internal Server Error");
  return rejected(rejection, crypto.randomUUID(), context.req.header("x-correlation-id"));
});

export default app;
