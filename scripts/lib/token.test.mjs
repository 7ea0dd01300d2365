import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from "jose";
import { developmentClaims, developmentKey, makeKey, publicKeys, signToken } from "./token.mjs";

test("a development token is what the documentation of the endpoint asks for", async () => {
  const key = await makeKey();
  const claims = developmentClaims({ sub: "bob", scope: "apollo_read", client: "tool", expiresSeconds: 60 });
  const token = await signToken(key, claims);
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(publicKeys(key)), {
    issuer: "er-relationships-development",
    audience: "er-relationships",
    algorithms: ["ES256"],
  });
  assert.deepEqual(protectedHeader, { alg: "ES256", typ: "JWT", kid: await calculateJwkThumbprint(key) });
  const { iat } = payload;
  assert.ok(Math.abs(iat - Date.now() / 1000) < 5);
  assert.deepEqual(payload, {
    iss: "er-relationships-development",
    aud: "er-relationships",
    sub: "bob",
    scope: "apollo_read",
    client_id: "tool",
    iat,
    nbf: iat,
    exp: iat + 60,
  });
});

test("what is left out has a default", () => {
  const { sub, scope, client_id, iat, exp } = developmentClaims();
  assert.deepEqual({ sub, scope, client_id, seconds: exp - iat }, {
    sub: "dev-user",
    scope: "apollo_write apollo_read",
    client_id: "dev-client",
    seconds: 3600,
  });
});

test("the public keys hold no secret", async () => {
  const { keys } = publicKeys(await makeKey());
  assert.deepEqual(keys.map((key) => Object.keys(key).sort()), [["alg", "crv", "kid", "kty", "use", "x", "y"]]);
});

test("the development key is made once, for its owner alone, whoever asks at the same time", async (t) => {
  const folder = join(await mkdtemp(join(tmpdir(), "key-test-")), ".dev");
  t.after(() => rm(join(folder, ".."), { recursive: true }));
  const keys = await Promise.all(Array.from({ length: 5 }, () => developmentKey(folder)));
  keys.push(await developmentKey(folder));
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, 1);
  assert.deepEqual(await readdir(folder), ["key.json"]);
  assert.equal((await stat(join(folder, "key.json"))).mode & 0o777, 0o600);
});
