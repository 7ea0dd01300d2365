// Access tokens, by jose.

import { createLocalJWKSet, errors, jwtVerify } from "jose";

import { Rejection } from "./answer.mjs";

const LEEWAY_SECONDS = 60;

/** Tokens are remembered as ours remembers them: that the signature was right, and no more of them than this. */
const MAX_VERIFIED = 500;
const verified = new Map();

let keys;

/** The claims of a token that holds. */
export async function authenticate(authorization, env) {
  const token = /^bearer +(.+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) throw unauthorized("credentials are missing");
  // As jose by itself would have it, which is measured, too.
  const known = env.VERIFY_EACH ? undefined : verified.get(token);
  if (known) {
    // Issuer and audience are the isolate's; time goes on.
    const now = Date.now() / 1000;
    if (known.exp <= now - LEEWAY_SECONDS) throw unauthorized("the token has expired");
    return known;
  }
  keys ??= createLocalJWKSet(JSON.parse(env.JWKS));
  const payload = await verify(token, env);
  if (verified.size >= MAX_VERIFIED) verified.clear();
  verified.set(token, payload);
  return payload;
}

async function verify(token, env) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: env.TOKEN_ISSUER,
      audience: env.TOKEN_AUDIENCE,
      algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
      clockTolerance: LEEWAY_SECONDS,
      requiredClaims: ["exp", "sub"],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw unauthorized(error.message);
    throw error;
  }
}

function unauthorized(reason) {
  return new Rejection(401, `Unauthorized: ${reason}`, { headers: { "www-authenticate": "Bearer" } });
}
