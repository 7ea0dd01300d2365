//! Requests over HTTP. `node:http` sends what it is told to, where `fetch` corrects it.

import { request as httpRequest } from "node:http";
import { bundleDescription } from "../../../scripts/lib/openapi.mjs";
import { Description } from "../../lib/openapi.mjs";
import { requestOf } from "../../lib/request.mjs";

/** What answers must be like, and which of it there was in this run. */
export const description = new Description(await bundleDescription());

/**
 * Sends the request of a step, and holds the answer against `openapi.json`.
 *
 * @param {string} url of the server
 * @param {string} id of the case
 * @param {object} described the step's `request`
 */
export async function sendDescribed(url, id, described) {
  const { path, ...request } = await requestOf(id, described);
  const answer = await send(`${url}${path}`, request);
  description.checkAnswer({ method: request.method, path }, answer);
  return answer;
}

/**
 * Sends a request as it is.
 *
 * @param {string} url
 * @param {object} options
 * @param {string} options.method
 * @param {Record<string, string | string[] | null | undefined>} [options.headers] one that is `null` or `undefined`
 *   is not sent, one that is a list once for each element
 * @param {string | Buffer} [options.body]
 * @param {AbortSignal} [options.signal] ends the connection
 * @returns {Promise<{status: number, headers: object, body: string}>}
 */
export function send(url, { method, headers = {}, body = "", signal }) {
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value != null));
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers: sent, agent: false, signal }, (response) => {
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
