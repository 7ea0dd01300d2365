//! `createEndpoint` of the packed package, beyond what the table of cases has: its options and what is wrong with them.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeProject } from "./lib/tarball.mjs";

const project = await makeProject();
after(project.remove);

const { resolve } = createRequire(join(project.folder, "index.js"));
const entry = pathToFileURL(resolve("er-relationships/endpoint"));
const { createEndpoint } = await import(entry);

const URL_OF_POST = "https://example.com/apollo/er/relationships?includeSystemData=true";
const RELATIONSHIP = {
  id: "a",
  relationshipName: "n",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "s",
  destinationEntityId: "d",
};
const OPTIONS = { collections: { c: { ann: "owner" } }, types: [], tokens: { "anns-token": { sub: "ann" } } };
const SHARE = { title: "share", properties: { customData: { properties: { share: { maximum: 12345678901234567890n } } } } };

function request({ body = JSON.stringify(RELATIONSHIP), token = "anns-token", ...init } = {}) {
  const headers = { "content-type": "application/json", ercollectionid: "c", async: "false" };
  if (token !== null) headers.authorization = `Bearer ${token}`;
  return new Request(URL_OF_POST, { method: "POST", body, ...init, headers: { ...headers, ...init.headers } });
}

test("a token stands for its caller, with both scopes and no client unless it says otherwise", async () => {
  const tokens = {
    plain: { sub: "ann" },
    full: { sub: "bob", scope: "apollo_write other", client_id: "app" },
    reader: { sub: "ann", scope: "apollo_read" },
  };
  const { fetch } = createEndpoint({ ...OPTIONS, collections: { c: { ann: "owner", bob: "readwrite" } }, tokens });
  const caller = async (token, id) => {
    const response = await fetch(request({ token, body: JSON.stringify({ ...RELATIONSHIP, id }) }));
    const { data, status } = await response.json();
    const { sysRequestorId, sysClientId } = data.responses?.success[0].sysData ?? {};
    return [status.code, sysRequestorId, sysClientId];
  };
  assert.deepEqual(await caller("plain", "a"), ["201", "ann", null]);
  assert.deepEqual(await caller("full", "b"), ["201", "bob", "app"]);
  assert.deepEqual(await caller("reader", "c"), ["403", undefined, undefined]);
});

test("a token that stands for nobody is answered as by an endpoint that trusts no key", async () => {
  const { fetch } = createEndpoint(OPTIONS);
  const refusal = async (token) => {
    const response = await fetch(request({ token }));
    const { status } = await response.json();
    return [response.status, response.headers.get("www-authenticate"), status.message];
  };
  const invalid = (reason) => [401, `Bearer error="invalid_token", error_description="${reason}"`, `Unauthorized: ${reason}`];
  assert.deepEqual(await refusal("another"), invalid("the token is malformed"));
  assert.deepEqual(await refusal("eyJhbGciOiJFUzI1NiJ9.e30.AQID"), invalid("the token's key is not known"));
  assert.deepEqual(await refusal(null), [401, "Bearer", "Unauthorized: a bearer token is required"]);
});

test("requests at once are each answered, whatever order their bodies come in", async () => {
  const { fetch, snapshot } = createEndpoint(OPTIONS);
  const bodies = [40, 20, 0, 30, 10].map((millis, index) => ({
    millis,
    chunks: JSON.stringify({ ...RELATIONSHIP, id: `id-${index}` }).match(/.{1,50}/g),
  }));
  const stream = ({ millis, chunks }) =>
    new ReadableStream({
      async pull(controller) {
        await new Promise((done) => setTimeout(done, millis));
        if (chunks.length > 0) controller.enqueue(new TextEncoder().encode(chunks.shift()));
        else controller.close();
      },
    });
  const responses = await Promise.all(bodies.map((body) => fetch(request({ body: stream(body), duplex: "half" }))));
  assert.deepEqual(responses.map(({ status }) => status), [201, 201, 201, 201, 201]);
  const ids = Object.keys(snapshot()).filter((key) => key.startsWith("r:"));
  assert.deepEqual(ids, bodies.map((_, index) => `r:c,id-${index}`));
});

test("everything stored is in the snapshot, under the keys of Workers KV and with the digits that were sent", async () => {
  const { fetch, snapshot } = createEndpoint({ ...OPTIONS, types: [SHARE] });
  const registered = {
    "c:c": '{"access":{"ann":"owner"},"version":1}',
    "s:ann,c": "owner",
    "t:share": '{"title":"share","properties":{"customData":{"properties":{"share":{"maximum":12345678901234567890}}}}}',
  };
  assert.deepEqual(snapshot(), registered);
  const body = JSON.stringify({ ...RELATIONSHIP, relationshipType: "share" });
  const sent = (share) => fetch(request({ body: body.replace("}", `,"customData":{"share":${share},"__proto__":1.0}}`) }));
  assert.equal((await sent("12345678901234567891")).status, 207);
  assert.equal((await sent("12345678901234567890")).status, 201);
  const { "r:c,a": record, ...others } = snapshot();
  assert.deepEqual(others, registered);
  assert.match(record, /"customData":\{"share":12345678901234567890,"__proto__":1\.0\}/);
});

test("each endpoint has a store of its own", async () => {
  const [one, other] = [createEndpoint(OPTIONS), createEndpoint(OPTIONS)];
  await one.fetch(request());
  assert.equal("r:c,a" in one.snapshot(), true);
  assert.equal("r:c,a" in other.snapshot(), false);
});

test("a body of 4 MiB is read, one byte more is not", async () => {
  const { fetch } = createEndpoint(OPTIONS);
  const padded = (bytes) => JSON.stringify(RELATIONSHIP).padEnd(bytes);
  assert.equal((await fetch(request({ body: padded(4 * 1024 * 1024) }))).status, 201);
  assert.equal((await fetch(request({ body: padded(4 * 1024 * 1024 + 1) }))).status, 413);
});

test("a body that breaks off, or that was read before, is answered", async () => {
  const { fetch } = createEndpoint(OPTIONS);
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const used = request();
  await used.text();
  for (const each of [request({ body: broken, duplex: "half" }), used]) {
    const response = await fetch(each);
    assert.deepEqual([response.status, (await response.json()).status.message], [400, "Bad Request: the body broke off"]);
  }
});

test("HEAD is answered without a body, as over the wire", async () => {
  const response = await createEndpoint(OPTIONS).fetch(new Request(URL_OF_POST, { method: "HEAD" }));
  assert.deepEqual([response.status, await response.text()], [405, ""]);
});

test("pages of the allowed origins may call, others may not", async () => {
  const { fetch } = createEndpoint({ ...OPTIONS, allowedOrigins: ["https://app.example.com", "https://b.example.com"] });
  const allowed = async (origin) => {
    const response = await fetch(new Request(URL_OF_POST, { method: "OPTIONS", headers: { origin } }));
    return response.headers.get("access-control-allow-origin");
  };
  assert.equal(await allowed("https://b.example.com"), "https://b.example.com");
  assert.equal(await allowed("https://c.example.com"), null);
});

test("what is no Request is a mistake of the caller", async () => {
  const { fetch } = createEndpoint(OPTIONS);
  for (const each of [URL_OF_POST, undefined, new URL(URL_OF_POST), {}]) {
    await assert.rejects(fetch(each), { name: "TypeError", code: "optionInvalid", message: "fetch takes a Request" });
  }
});

const JWKS = { keys: [{ kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }] };
test("a fault is opaque, and logged under its transaction's id", async (t) => {
  // Of its own: what a host offers is looked up once.
  const fresh = await import(`${entry}?without-subtle`);
  const { fetch } = fresh.createEndpoint({ ...OPTIONS, tokens: { issuer: "i", audience: "a", jwks: JWKS } });
  const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  const getRandomValues = (bytes) => own.get.call(globalThis).getRandomValues(bytes);
  Object.defineProperty(globalThis, "crypto", { value: { getRandomValues }, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "crypto", own));
  const log = t.mock.method(console, "error", () => {});
  const response = await fetch(request({ token: `eyJhbGciOiJFUzI1NiJ9.e30.${"A".repeat(86)}` }));
  const { status, transactionId } = await response.json();
  assert.deepEqual([response.status, status.message], [503, "Service Unavailable: retry later"]);
  const lines = log.mock.calls.map(({ arguments: [line] }) => line);
  assert.deepEqual(lines, [`transaction ${transactionId}: this host has no crypto.subtle`]);
});

const PERMISSIONS = "must be `owner`, `admin`, `readwrite` or `readonly`";
const ID_RULE = "must be 1 to 128 printable ASCII characters without space and comma";

for (const [options, code, message, more] of [
  [undefined, "optionInvalid", "createEndpoint takes an object"],
  [{}, "optionInvalid", "collections: must be an object", { location: "collections" }],
  [{ ...OPTIONS, collections: 1 }, "optionInvalid", "collections: must be an object", { location: "collections" }],
  [{ ...OPTIONS, collections: { c: null } }, "optionInvalid", "collections.c: must be an object", { location: "collections.c" }],
  [{ ...OPTIONS, collections: { "a b": {} } }, "optionInvalid", `collections.a b: the id ${ID_RULE}`, { location: "collections.a b" }],
  [{ ...OPTIONS, collections: { c: { ann: "superuser" } } }, "optionInvalid", `collections.c.ann: ${PERMISSIONS}`, { location: "collections.c.ann" }],
  [{ ...OPTIONS, collections: { c: { ann: 7 } } }, "optionInvalid", "collections.c.ann: must be a string", { location: "collections.c.ann" }],
  [{ ...OPTIONS, tokens: undefined }, "optionInvalid", "tokens: must be an object", { location: "tokens" }],
  [{ ...OPTIONS, tokens: "secret" }, "optionInvalid", "tokens: must be an object", { location: "tokens" }],
  [{ ...OPTIONS, tokens: { a: "ann" } }, "optionInvalid", "tokens.a: must be an object with `sub`", { location: "tokens.a" }],
  [{ ...OPTIONS, tokens: { a: {} } }, "optionInvalid", "tokens.a: missing field `sub`", { location: "tokens.a" }],
  [{ ...OPTIONS, tokens: { a: { sub: "" } } }, "optionInvalid", "tokens.a.sub: must have 1 to 1024 bytes and no control character", { location: "tokens.a.sub" }],
  [{ ...OPTIONS, tokens: { "a b": { sub: "a" } } }, "optionInvalid", "tokens.a b: a token must be printable ASCII characters without spaces", { location: "tokens.a b" }],
  [{ ...OPTIONS, tokens: { issuer: "i", jwks: JWKS } }, "optionInvalid", "tokens: missing field `audience`", { location: "tokens" }],
  [{ ...OPTIONS, tokens: { issuer: "", audience: "a", jwks: JWKS } }, "optionInvalid", "tokens.issuer: must not be empty", { location: "tokens.issuer" }],
  [{ ...OPTIONS, tokens: { issuer: "i", audience: "a", jwks: {} } }, "optionInvalid", "tokens.jwks: the key set is not an object with a list `keys`", { location: "tokens.jwks" }],
  [{ ...OPTIONS, tokens: { issuer: "i", audience: "a", jwks: undefined } }, "optionInvalid", /^tokens.jwks: the key set is not JSON: /, { location: "tokens.jwks" }],
  [{ ...OPTIONS, allowedOrigins: "a" }, "optionInvalid", "allowedOrigins: must be a list of strings", { location: "allowedOrigins" }],
  [{ ...OPTIONS, allowedOrigins: [1] }, "optionInvalid", "allowedOrigins[0]: must be a string", { location: "allowedOrigins[0]" }],
  [{ ...OPTIONS, types: {} }, "optionInvalid", "types must be a list of schemas", { location: "types" }],
  [{ ...OPTIONS, types: [SHARE, { title: "t", pattern: "(" }] }, "schemaInvalid", /^relationship type 1: `#\/pattern` /, { index: 1, location: "#/pattern" }],
  [{ ...OPTIONS, types: [SHARE, SHARE] }, "schemaInvalid", /^relationship type 1: `#\/title` /, { index: 1, location: "#/title" }],
  [{ ...OPTIONS, types: [{ title: "t", default: NaN }] }, "schemaInvalid", "relationship type 0: `#/default` is no JSON value: numberNotFinite", { index: 0, location: "#/default" }],
]) {
  test(`a mistake in the options is told: ${message.source ?? message}`, () => {
    assert.throws(() => createEndpoint(options), { name: "TypeError", code, message, ...more });
  });
}

test("what a getter of the options throws comes out as it is", () => {
  const own = new RangeError("mine");
  const options = { ...OPTIONS, collections: { get c() { throw own; } } };
  assert.throws(() => createEndpoint(options), (error) => error === own);
  assert.equal(typeof createEndpoint(OPTIONS).fetch, "function");
});

test("the options are read once: what becomes of them later changes nothing", async () => {
  const options = structuredClone(OPTIONS);
  const { fetch } = createEndpoint(options);
  options.collections.c.ann = "readonly";
  delete options.tokens["anns-token"];
  assert.equal((await fetch(request())).status, 201);
});
