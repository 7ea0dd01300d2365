// What is checked before the body is read: token, scope, query, headers, collection.

import { createLocalJWKSet, errors, jwtVerify } from "jose";

import { Rejection } from "./answer.mjs";

const FORBIDDEN =
  "The request can not proceed if ercollectionid is not registered or does not have any logs in ACL library.";
const WRITERS = new Set(["owner", "admin", "readwrite"]);
const CORRELATION_ID = /^[ -~]{1,128}$/;
const COLLECTION_ID = /^[!-+\--~]{1,128}$/;

/** An isolate trusts what it read for so long, as ours does. */
const CACHE_MILLIS = 60_000;
const collections = new Map();

let keys;

/** @throws {Rejection} the first check that fails */
export async function readRequest({ env, req }) {
  const { payload } = await authenticate(req.header("authorization"), env);
  if (!(payload.scope ?? "").split(" ").includes("apollo_write")) {
    throw new Rejection(403, "Forbidden: the token lacks the scope apollo_write");
  }
  const { v = "1.0", includeSystemData = "false" } = req.query();
  if (v !== "1.0" && v !== "1.1") throw badRequest("query parameter v must be 1.0 or 1.1");
  if (!/^(true|false)$/i.test(includeSystemData)) throw badRequest("query parameter includeSystemData must be true or false");
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(req.header("content-type") ?? "")) {
    throw new Rejection(415, "Unsupported Media Type: Content-Type must be application/json or text/csv");
  }
  const isAsync = req.header("async");
  if (isAsync === undefined) throw badRequest("header async is missing; it must be true or false");
  if (!/^false$/i.test(isAsync)) throw badRequest("header async must be true or false");
  const collection = req.header("ercollectionid");
  if (collection === undefined) throw badRequest("header ercollectionid is missing");
  if (!COLLECTION_ID.test(collection)) {
    throw badRequest("header ercollectionid must be 1 to 128 printable ASCII characters without space and comma");
  }
  const correlationId = req.header("x-correlation-id");
  if (correlationId !== undefined && !CORRELATION_ID.test(correlationId)) {
    throw badRequest("header x-correlation-id must be 1 to 128 printable ASCII characters");
  }
  const found = await findCollection(env.RELATIONSHIPS, collection);
  if (!found || !WRITERS.has(found.access[payload.sub])) throw new Rejection(403, FORBIDDEN);
  const transactionId = crypto.randomUUID();
  return {
    collection,
    correlationId,
    transactionId,
    origin: new URL(req.url).origin,
    includeSystemData: /^true$/i.test(includeSystemData),
    client: payload.client_id ?? payload.azp ?? null,
    subject: payload.sub,
  };
}

async function authenticate(authorization, env) {
  const token = /^bearer +(.+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) throw unauthorized("credentials are missing");
  keys ??= createLocalJWKSet(JSON.parse(env.JWKS));
  try {
    return await jwtVerify(token, keys, {
      issuer: env.TOKEN_ISSUER,
      audience: env.TOKEN_AUDIENCE,
      algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
      clockTolerance: 60,
      requiredClaims: ["exp", "sub"],
    });
  } catch (error) {
    if (error instanceof errors.JOSEError) throw unauthorized(error.message);
    throw error;
  }
}

async function findCollection(kv, id) {
  const now = Date.now();
  const known = collections.get(id);
  if (known && now - known.at < CACHE_MILLIS) return known.value;
  const value = await kv.get(`c:${id}`, { type: "json" });
  if (value) collections.set(id, { at: now, value });
  return value;
}

export function badRequest(message) {
  return new Rejection(400, `Bad Request: ${message}`);
}

function unauthorized(reason) {
  return new Rejection(401, `Unauthorized: ${reason}`, { "www-authenticate": "Bearer" });
}
