//! What an issuer of tokens has: key pairs, and a service that publishes their public halves.

import { createServer } from "node:http";
import { SignJWT, exportJWK, exportSPKI, generateKeyPair } from "jose";

export const ISSUER = "https://issuer.example";
export const AUDIENCE = "https://api.example";
export const SCOPE = { scope: "apollo_write" };

/** A key pair of one algorithm: its public half as JWK and as PEM, and tokens signed with it. */
export async function makeIssuerKey(alg, kid = alg) {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
  const pem = await exportSPKI(publicKey);
  const token = (header) => withClaims(new SignJWT(SCOPE)).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
  return { jwk, pem, token };
}

/** A token of `jose` with the other claims of a valid one. */
export function withClaims(jwt) {
  return jwt.setIssuer(ISSUER).setAudience(AUDIENCE).setSubject("dev-user").setExpirationTime("5 minutes");
}

/**
 * Starts a key service on this machine. `/keys` has the JWKs that were last put into `keys`,
 * `/moved` redirects there, and `requests` counts both.
 */
export async function startKeyService() {
  const service = { keys: [], requests: 0 };
  const server = createServer((request, response) => {
    service.requests += 1;
    if (request.url === "/moved") response.writeHead(302, { location: "/keys" });
    response.end(JSON.stringify({ keys: service.keys }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  service.url = `http://127.0.0.1:${server.address().port}`;
  service.stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return service;
}
