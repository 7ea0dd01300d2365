//! The Worker that ours is measured against (benches/rival-worker) does the same job: its answers are ours, but for what
//! is new in each. A rival that did less would be no measure.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildRival } from "../../benches/rival-worker/build.mjs";
import { newClient, startContender } from "../../benches/worker/servers.mjs";
import { buildWorker } from "../../scripts/lib/build.mjs";
import { developmentClaims, developmentKey, developmentToken, signToken } from "../../scripts/lib/token.mjs";

const PATH = "/apollo/er/relationships";

let client;
let ours;
let rival;

before(async () => {
  await buildWorker();
  client = await newClient();
  ours = await startContender("ours");
  const headers = { authorization: `Bearer ${await developmentToken()}` };
  const { data } = await (await fetch(new URL("/apollo/schema/relationshiptypes", ours.url), { headers })).json();
  rival = await startContender("rival", (await buildRival(data.map(({ schema }) => schema))).rival);
});

after(async () => {
  client?.close();
  await ours?.stop();
  await rival?.stop();
});

function row(id, more = {}) {
  const ends = { sourceEntityId: "s", destinationEntityId: "d" };
  return { id, relationshipName: "n", relationshipType: "BRICK_0_4__hasPart_Location_Location", ...ends, ...more };
}

const bearer = (token) => ({ authorization: `Bearer ${token}` });
const withoutScope = async () => bearer(await developmentToken({ scope: "apollo_read" }));
const outOfDate = async () => bearer(await developmentToken({ expiresSeconds: -3600 }));
const ofOtherIssuer = async () => bearer(await signToken(await developmentKey(), { ...developmentClaims(), iss: "other" }));

/** In this order, one after the other: each finds what those before it stored. */
const REQUESTS = [
  ["creation", { body: [row("a"), row("b", { customData: { x: [1, { y: null }] } })] }],
  ["the same again", { body: [row("a"), row("b", { customData: { x: [1, { y: null }] } })] }],
  ["one relationship", { body: row("c") }],
  ["an update, told with its system data", { path: `${PATH}?v=1.1&includeSystemData=true`, body: [row("a", { sourceEntityId: "t" }), row("b")] }],
  ["a restricted property", { body: [row("a", { brickRelationshipName: "x", relationshipType: "BRICK_0_4__feeds" }), row("d")] }],
  ["what a schema refuses", { body: [row("e", { relationshipName: 1, more: 1, customData: [] }), { id: "f" }, { relationshipName: "n" }, row("g")] }],
  ["an unknown type", { body: [row("h", { relationshipType: "unheard of" })] }],
  ["ids", { body: [row(""), row("i\u0007"), row("x".repeat(1025)), row("é".repeat(512)), row("j", { sourceEntityId: "" })] }],
  ["an id that is there twice", { body: [row("k"), row("k")] }],
  ["properties of the service", { body: [row("l", { isActive: true, sysData: {} }), row("m", { isActive: false })] }],
  ["collections", { body: [row("n", { sourceERCollectionId: "bench" }), row("o", { sourceERCollectionId: "other" })] }],
  ["a correlation id", { headers: { "x-correlation-id": "mine" }, body: [row("p")] }],
  ["an empty list", { body: [] }],
  ["no object in the list", { body: [row("q"), 1] }],
  ["a string", { body: "a" }],
  ["too many", { body: Array.from({ length: 101 }, (_, n) => row(`r${n}`)) }],
  ["no scope", { headers: withoutScope, body: [row("s")] }],
  ["async, which is missing", { headers: { async: "" }, body: [row("s")] }],
  ["a media type", { headers: { "content-type": "text/plain" }, body: [row("s")] }],
  ["a version", { path: `${PATH}?v=2`, body: [row("s")] }],
  ["a collection that is not registered", { headers: { ercollectionid: "other" }, body: [row("s")] }],
];

for (const [title, request] of REQUESTS) {
  test(`the rival answers as we do: ${title}`, async () => {
    const [theirs, own] = [await ask(rival, request), await ask(ours, request)];
    assert.deepEqual(theirs, own);
  });
}

/** The reason of a refused token is worded by a library there, as is that of what is no JSON. */
for (const [title, request, status] of [
  ["an expired token", { headers: outOfDate, body: [row("s")] }, 401],
  ["another issuer's token", { headers: ofOtherIssuer, body: [row("s")] }, 401],
  ["no JSON", { text: "[{]" }, 400],
]) {
  test(`the rival refuses as we do: ${title}`, async () => {
    for (const server of [rival, ours]) assert.equal((await ask(server, request)).httpStatus, status);
  });
}

async function ask(server, { path = PATH, headers = {}, body, text = JSON.stringify(body) }) {
  const more = typeof headers === "function" ? await headers() : headers;
  const answer = await client.send(server, path, text, more);
  const { transactionId, ...envelope } = JSON.parse(answer.body.replaceAll(new URL(server.url).origin, "ORIGIN"));
  const same = JSON.stringify(envelope)
    .replaceAll(transactionId, "TRANSACTION")
    .replaceAll(/"sysTimestamp":"[^"]+"/g, '"sysTimestamp":"NOW"')
    .replaceAll(/"sysCorrelationId":"[0-9a-f-]{36}"/g, '"sysCorrelationId":"SOME"');
  const { "content-type": type, "cache-control": cache, "x-correlation-id": correlation } = answer.headers;
  return { httpStatus: answer.status, type, cache, correlation, ...JSON.parse(same) };
}
