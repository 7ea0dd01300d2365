//! Requests of cases over HTTP. `node:http` sends what it is told to, where `fetch` corrects it.

import { request as httpRequest } from "node:http";
import { developmentClaims, developmentKey, signToken } from "../../../scripts/lib/token.mjs";

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
 * Sends the request of a step.
 *
 * @param {string} url of the server
 * @param {string} id of the case
 * @param {object} described the step's `request`
 */
export async function sendDescribed(url, id, described) {
  const { method = METHOD, path = PATH } = described;
  const headers = {
    authorization: "Bearer {{token}}",
    "content-type": "application/json",
    ercollectionid: id,
    async: "false",
    ...described.headers,
  };
  headers.authorization = headers.authorization?.replaceAll("{{token}}", await token(described.token));
  return send(`${url}${path}`, { method, headers, body: body(described, method) });
}

/**
 * Sends a request as it is.
 *
 * @param {string} url
 * @param {{method: string, headers?: Record<string, string | string[] | null | undefined>, body?: string | Buffer}} options
 *   a header that is `null` or `undefined` is not sent, one that is a list once for each element
 * @returns {Promise<{status: number, headers: object, body: string}>}
 */
export function send(url, { method, headers = {}, body = "" }) {
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value != null));
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers: sent, agent: false }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode: status, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

function body({ body, bodyText, bodyBytes }, method) {
  if (body !== undefined) return JSON.stringify(body);
  if (bodyBytes !== undefined) return Buffer.from(bodyBytes, "latin1");
  return bodyText ?? (method === METHOD ? BODY : "");
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
