// What is checked before the body is read: token, scope, query, headers, collection.

import { Rejection, badRequest } from "./answer.mjs";
import { findCollection, isAllowed } from "./collections.mjs";
import { authenticate } from "./token.mjs";

const FORBIDDEN =
  "The request can not proceed if ercollectionid is not registered or does not have any logs in ACL library.";
const BOOLEAN = /^(?:true|false)$/i;
const TRUE = /^true$/i;
const FALSE = /^false$/i;
const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;
const CORRELATION_ID = /^[ -~]{1,128}$/;
const COLLECTION_ID = /^[!-+\--~]{1,128}$/;

/** @throws {Rejection} the first check that fails */
export async function readRequest({ env, req }) {
  const payload = await authenticate(req.header("authorization"), env);
  if (!(payload.scope ?? "").split(" ").includes("apollo_write")) {
    throw new Rejection(403, "Forbidden: the token lacks the scope apollo_write");
  }
  const { v = "1.0", includeSystemData = "false" } = req.query();
  if (v !== "1.0" && v !== "1.1") throw badRequest("query parameter v must be 1.0 or 1.1");
  if (!BOOLEAN.test(includeSystemData)) throw badRequest("query parameter includeSystemData must be true or false");
  if (!JSON_TYPE.test(req.header("content-type") ?? "")) {
    throw new Rejection(415, "Unsupported Media Type: Content-Type must be application/json or text/csv");
  }
  const isAsync = req.header("async");
  if (isAsync === undefined) throw badRequest("header async is missing; it must be true or false");
  if (!FALSE.test(isAsync)) throw badRequest("header async must be true or false");
  const collection = req.header("ercollectionid");
  if (collection === undefined) throw badRequest("header ercollectionid is missing");
  if (!COLLECTION_ID.test(collection)) {
    throw badRequest("header ercollectionid must be 1 to 128 printable ASCII characters without space and comma");
  }
  const correlationId = req.header("x-correlation-id");
  if (correlationId !== undefined && !CORRELATION_ID.test(correlationId)) {
    throw badRequest("header x-correlation-id must be 1 to 128 printable ASCII characters");
  }
  if (!isAllowed(await findCollection(env.RELATIONSHIPS, collection), payload.sub, "readwrite")) {
    throw new Rejection(403, FORBIDDEN);
  }
  return {
    collection,
    correlationId,
    transactionId: crypto.randomUUID(),
    url: req.url,
    includeSystemData: TRUE.test(includeSystemData),
    client: payload.client_id ?? payload.azp ?? null,
    subject: payload.sub,
  };
}
