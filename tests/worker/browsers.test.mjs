//! What a browser needs to let a page of another origin call: the CORS protocol of the Fetch
//! standard, for the origins of the setting ALLOWED_ORIGINS and no others.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DEV_AUDIENCE, DEV_ISSUER, DEV_USER, developmentKey, publicKeys } from "../../scripts/lib/token.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { startWorker } from "./lib/server.mjs";

const ALLOWED = ["https://app.example.com", "http://localhost:5173"];

/** One thing is different in each. */
const OTHERS = [
  "http://app.example.com",
  "https://app.example.com:8443",
  "https://app.example.com.evil.example",
  "https://evil.example/https://app.example.com",
  "https://APP.example.com",
  "null",
  "*",
];

let server;

before(async () => {
  const settings = {
    TOKEN_ISSUER: DEV_ISSUER,
    TOKEN_AUDIENCE: DEV_AUDIENCE,
    JWKS: JSON.stringify(publicKeys(await developmentKey())),
    ALLOWED_ORIGINS: ALLOWED.join(", "),
  };
  const value = JSON.stringify({ access: { [DEV_USER]: "owner" } });
  server = await startWorker({ settings, entries: [{ key: "c:browsers", value }] });
});

after(() => server.stop());

/** As a browser asks before the request itself: naming the headers instead of sending them. */
function preflight(origin) {
  const headers = {
    authorization: null,
    "content-type": null,
    ercollectionid: null,
    async: null,
    "access-control-request-method": "POST",
    "access-control-request-headers": "async,authorization,content-type,ercollectionid",
    origin,
  };
  return sendDescribed(server.url, "browsers", { method: "OPTIONS", headers });
}

/** The headers of an answer that CORS is about. */
function corsHeaders({ headers }) {
  const isCors = ([name]) => name === "vary" || name.startsWith("access-control-");
  return Object.fromEntries(Object.entries(headers).filter(isCors));
}

for (const origin of ALLOWED) {
  test(`a preflight from ${origin} is told what it may send`, async () => {
    const answer = await preflight(origin);
    assert.equal(answer.status, 204);
    assert.equal(answer.body, "");
    assert.equal(answer.headers.allow, "GET, POST, OPTIONS");
    assert.deepEqual(corsHeaders(answer), {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "authorization, content-type, ercollectionid, async, x-correlation-id, idempotency-key, if-match, consistency, pagesize, continuationtoken, accountid, vaultid, schemacollectionid",
      "access-control-max-age": "7200",
      vary: "origin",
    });
  });

  test(`a page of ${origin} may read the answer`, async () => {
    const answer = await sendDescribed(server.url, "browsers", { headers: { origin } });
    assert.equal(answer.status, 201);
    assert.deepEqual(corsHeaders(answer), {
      "access-control-allow-origin": origin,
      "access-control-expose-headers": "allow, etag, retry-after, www-authenticate, x-correlation-id",
      vary: "origin",
    });
  });
}

test("a page of an allowed origin may read an error too", async () => {
  const answer = await sendDescribed(server.url, "browsers", { headers: { origin: ALLOWED[0], authorization: null } });
  assert.equal(answer.status, 401);
  assert.equal(answer.headers["access-control-allow-origin"], ALLOWED[0]);
});

for (const origin of OTHERS) {
  test(`nothing is allowed to the origin ${origin}`, async () => {
    const answers = [await preflight(origin), await sendDescribed(server.url, "browsers", { headers: { origin } })];
    assert.deepEqual(answers.map(({ status }) => status), [204, 201]);
    // Without `vary` a cache could hand this answer to an allowed origin.
    assert.deepEqual(answers.map(corsHeaders), [{ vary: "origin" }, { vary: "origin" }]);
  });
}

test("an answer to no origin at all is kept apart by caches as well", async () => {
  assert.deepEqual(corsHeaders(await preflight(null)), { vary: "origin" });
});
