//! Tokens of a real library against the Worker's WebCrypto, its keys from a service or a setting.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SignJWT, UnsecuredJWT } from "jose";
import { AUDIENCE, ISSUER, SCOPE, makeIssuerKey, startKeyService, withClaims } from "./lib/key-service.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { freePort } from "../../scripts/lib/dev-server.mjs";
import { startWorker } from "./lib/server.mjs";

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];

/** Fetches of keys begin at least so far apart (`MIN_FETCH_INTERVAL_MILLIS` in the core), and a second. */
const FETCH_INTERVAL_MILLIS = 31_000;

const entries = [{ key: "c:tokens", value: JSON.stringify({ access: { "dev-user": "owner" } }) }];
const servers = [];
let service;
let keys;

before(async () => {
  service = await startKeyService();
  keys = Object.fromEntries(await Promise.all(ALGORITHMS.map(async (alg) => [alg, await makeIssuerKey(alg)])));
  service.keys = ALGORITHMS.map((alg) => keys[alg].jwk);
});

after(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await service.stop();
});

async function start(keySetting) {
  const server = await startWorker({ settings: { TOKEN_ISSUER: ISSUER, TOKEN_AUDIENCE: AUDIENCE, ...keySetting }, entries });
  servers.push(server);
  return (token) => sendDescribed(server.url, "tokens", { headers: { authorization: `Bearer ${token}` } });
}

/** Status and message of an answer. */
function outcome({ status, body }) {
  return [status, JSON.parse(body).status.message];
}

/** An ECDSA signature as X.509 and Java have it: a list of two integers. */
function toDer(signature) {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((half) => {
    const digits = half.subarray(half.findIndex((octet) => octet !== 0));
    const number = digits[0] < 0x80 ? digits : Buffer.concat([Buffer.of(0), digits]);
    return Buffer.concat([Buffer.of(2, number.length), number]);
  });
  return Buffer.concat([Buffer.of(0x30, integers[0].length + integers[1].length), ...integers]);
}

const UPSERTED = [201, "Total number of Relationships Upserted:  1."];

test("with the keys in the setting JWKS", async (t) => {
  const post = await start({ JWKS: JSON.stringify({ keys: service.keys }) });

  for (const alg of ALGORITHMS) {
    await t.test(`${alg} is accepted`, async () => {
      assert.deepEqual(outcome(await post(await keys[alg].token())), UPSERTED);
    });
  }

  await t.test("an unsecured token is refused", async () => {
    const token = withClaims(new UnsecuredJWT(SCOPE)).encode();
    assert.deepEqual(outcome(await post(token)), [401, "Unauthorized: the token's algorithm is not allowed"]);
  });

  for (const [form, secret] of [
    ["JWK", JSON.stringify(keys.RS256.jwk)],
    ["PEM", keys.RS256.pem],
  ]) {
    await t.test(`a token that is signed with a public key as its HMAC secret is refused: ${form}`, async () => {
      const token = await withClaims(new SignJWT(SCOPE)).setProtectedHeader({ alg: "HS256", kid: "RS256" }).sign(Buffer.from(secret));
      assert.deepEqual(outcome(await post(token)), [401, "Unauthorized: the token's algorithm is not allowed"]);
    });
  }

  for (const alg of ALGORITHMS) {
    await t.test(`a ${alg} token of another key under a known key's name is refused`, async () => {
      const { token } = await makeIssuerKey(alg);
      assert.deepEqual(outcome(await post(await token())), [401, "Unauthorized: the token's signature does not match"]);
    });
  }

  await t.test("a signature in DER is refused", async () => {
    const [header, claims, signature] = (await keys.ES256.token()).split(".");
    const der = toDer(Buffer.from(signature, "base64url")).toString("base64url");
    assert.deepEqual(outcome(await post([header, claims, der].join("."))), [401, "Unauthorized: the token's signature does not match"]);
  });

  await t.test("a key is good for its own algorithm only", async () => {
    const token = await keys.PS256.token({ kid: "RS256" });
    assert.deepEqual(outcome(await post(token)), [401, "Unauthorized: the token's algorithm is not allowed"]);
  });
});

test("a point off the curve lets nobody in, and does not spoil the other keys", async () => {
  const { x, y, ...jwk } = keys.ES256.jwk;
  const post = await start({ JWKS: JSON.stringify({ keys: [...service.keys, { ...jwk, x, y: x, kid: "off" }] }) });
  assert.deepEqual(outcome(await post(await keys.ES256.token({ kid: "off" }))), [503, "Service Unavailable: retry later"]);
  assert.deepEqual(outcome(await post(await keys.ES256.token())), UPSERTED);
});

test("with the keys from JWKS_URL", async (t) => {
  const post = await start({ JWKS_URL: `${service.url}/keys` });
  const started = Date.now();

  for (const alg of ALGORITHMS) {
    await t.test(`${alg} is accepted`, async () => {
      assert.deepEqual(outcome(await post(await keys[alg].token())), UPSERTED);
    });
  }

  await t.test("the keys were fetched once for all of these", () => assert.equal(service.requests, 1));

  const rotated = await makeIssuerKey("ES256", "rotated");

  await t.test("an unknown key does not make the Worker ask again at once", async () => {
    assert.deepEqual(outcome(await post(await rotated.token())), [401, "Unauthorized: the token's key is not known"]);
    assert.equal(service.requests, 1);
  });

  await t.test("a rotated key is picked up, with one fetch, and the withdrawn one is gone", async () => {
    service.keys = [rotated.jwk];
    await sleep(started + FETCH_INTERVAL_MILLIS - Date.now());
    const tokens = await Promise.all([1, 2, 3].map(() => rotated.token()));
    const answers = await Promise.all(tokens.map(post));
    assert.deepEqual(answers.map(outcome), [UPSERTED, UPSERTED, UPSERTED]);
    assert.deepEqual(outcome(await post(await keys.ES256.token())), [401, "Unauthorized: the token's key is not known"]);
    assert.equal(service.requests, 2);
  });
});

test("a key service that is not there is no fault of the caller", async () => {
  const post = await start({ JWKS_URL: `http://127.0.0.1:${await freePort()}/keys` });
  const answer = await post(await keys.ES256.token());
  assert.deepEqual(outcome(answer), [503, "Service Unavailable: retry later"]);
  assert.equal(answer.headers["retry-after"], "5");
});

test("a key service that redirects is not followed", async () => {
  const requestsBefore = service.requests;
  const post = await start({ JWKS_URL: `${service.url}/moved` });
  const { kid } = service.keys[0];
  assert.deepEqual(outcome(await post(await keys.ES256.token({ kid }))), [503, "Service Unavailable: retry later"]);
  assert.equal(service.requests, requestsBefore + 1);
});
