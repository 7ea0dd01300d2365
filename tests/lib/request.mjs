//! The requests that cases describe.

import { developmentClaims, developmentKey, signToken } from "../../scripts/lib/token.mjs";

/** What a case's requests have where they do not say otherwise. */
const METHOD = "POST";
const PATH = "/apollo/er/relationships";
/** The example of the seed document. */
const BODY = JSON.stringify({
  id: "JCI-507-B1-hasPart-JCI-507-B1-F2",
  relationshipName: "JCI-507-B1 hasPart JCI-507-B1-F2",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "JCI-507-B1",
  destinationEntityId: "JCI-507-B1-F2",
});

/** Claims that are given as seconds from now. */
const TIMES = ["exp", "nbf", "iat"];

/**
 * The request of a step.
 *
 * @param {string} id of the case
 * @param {object} described the step's `request`
 * @returns {Promise<{method: string, path: string, headers: Record<string, string | string[]>, body: Buffer}>} a
 *   header that is a list is to be sent once for each element
 */
export async function requestOf(id, described) {
  const { method = METHOD, path = PATH } = described;
  const headers = {
    authorization: "Bearer {{token}}",
    "content-type": "application/json",
    ercollectionid: id,
    async: "false",
    ...described.headers,
  };
  const sentToken = await token(described.token);
  const fill = (value) => value?.replaceAll("{{token}}", sentToken);
  headers.authorization = Array.isArray(headers.authorization) ? headers.authorization.map(fill) : fill(headers.authorization);
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value != null));
  return { method, path, headers: sent, body: body(described, method) };
}

function body({ body, bodyText, bodyBytes }, method) {
  if (body !== undefined) return Buffer.from(JSON.stringify(body));
  if (bodyBytes !== undefined) return Buffer.from(bodyBytes, "latin1");
  return Buffer.from(bodyText ?? (method === METHOD ? BODY : ""));
}

/** The token that a case describes; a valid one if it does not. */
async function token({ header, claims, signature } = {}) {
  const valid = { ...developmentClaims({ scope: "apollo_write" }), ...claims };
  const entries = Object.entries(valid).filter(([, value]) => value !== null);
  const parts = (await signToken(await developmentKey(), Object.fromEntries(entries.map(absolute(claims))))).split(".");
  // Of a token with another header no check gets as far as the signature, so it may stay.
  if (header !== undefined) parts[0] = encode({ ...decode(parts[0]), ...header });
  if (signature !== undefined) parts[2] = signature;
  return parts.join(".");
}

function absolute(claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  return ([name, value]) => [name, TIMES.includes(name) && typeof claims[name] === "number" ? now + value : value];
}

function decode(part) {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}

function encode(header) {
  return Buffer.from(JSON.stringify(header)).toString("base64url");
}
