//! The development key and tokens signed with it. WebCrypto is all it takes, so tokens can be made
//! before any package is installed.
//!
//! The key is made on each machine anew and known to local servers only (lib/dev-server.mjs): a deployed
//! Worker has no way to accept it.

import { createHash, randomUUID, webcrypto } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEV } from "./places.mjs";

/** The `iss` and `aud` that local servers ask for. */
export const DEV_ISSUER = "er-relationships-development";
export const DEV_AUDIENCE = "er-relationships";

/** Who acts when nobody is named; owner of each collection that `npm run collection` registers. */
export const DEV_USER = "dev-user";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/** The development key as a private JWK; made when it is asked for the first time. */
export async function developmentKey(folder = DEV) {
  const file = join(folder, "key.json");
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  await mkdir(folder, { recursive: true });
  await createWhole(file, JSON.stringify(await makeKey()));
  return JSON.parse(await readFile(file, "utf8"));
}

/** Creates a file whole or not at all; one that another process created meanwhile wins. */
async function createWhole(file, text) {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  } finally {
    await rm(draft);
  }
}

/** A new ES256 key as a private JWK, named by its thumbprint (RFC 7638). */
export async function makeKey() {
  const { privateKey } = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign"]);
  const { kty, crv, x, y, d } = await webcrypto.subtle.exportKey("jwk", privateKey);
  // The RFC hashes exactly these members in exactly this order.
  const kid = createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
  return { kty, crv, x, y, d, kid, alg: "ES256", use: "sig" };
}

/** The JWKS that lets a server check what `key` signed. */
export function publicKeys({ d: _secret, ...publicKey }) {
  return { keys: [publicKey] };
}

/** Signs `claims` as they are, wrong ones too: tests need those. */
export async function signToken(key, claims) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${encode({ alg: "ES256", typ: "JWT", kid: key.kid })}.${encode(claims)}`;
  const signer = await webcrypto.subtle.importKey("jwk", key, ALGORITHM, false, ["sign"]);
  const signature = await webcrypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, signer, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}

/** The claims of a development token that is valid from now on. */
export function developmentClaims(options = {}) {
  const { sub = DEV_USER, scope = "apollo_write apollo_read", client = "dev-client", expiresSeconds = 3600 } = options;
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now, exp: now + expiresSeconds };
  return { iss: DEV_ISSUER, aud: DEV_AUDIENCE, sub, scope, client_id: client, ...times };
}

/** A token that every local server of this folder accepts. */
export async function developmentToken(options) {
  return signToken(await developmentKey(), developmentClaims(options));
}
