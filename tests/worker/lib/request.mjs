//! Requests over HTTP. `node:http` sends what it is told to, where `fetch` corrects it.

import { request as httpRequest } from "node:http";
import { requestOf } from "../../lib/request.mjs";

/**
 * Sends the request of a step.
 *
 * @param {string} url of the server
 * @param {string} id of the case
 * @param {object} described the step's `request`
 */
export async function sendDescribed(url, id, described) {
  const { path, ...request } = await requestOf(id, described);
  return send(`${url}${path}`, request);
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
