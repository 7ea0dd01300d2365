//! Posts to an endpoint: at a bounded rate, and again when it was not the request's fault.

import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../cli.mjs";

/** Tries of one request. With the delays below the last comes after about a minute. */
const MAX_ATTEMPTS = 8;

const FIRST_DELAY_MILLIS = 500;
const MAX_DELAY_MILLIS = 30_000;

/** Without an answer by then, the request counts as failed by the network. */
const TIMEOUT_MILLIS = 60_000;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} message the envelope's, or the beginning of what came instead
 * @property {object} data the envelope's
 */

/**
 * @param {object} options
 * @param {URL} options.url of the service
 * @param {string} options.collection
 * @param {() => Promise<string>} options.token asked for each request
 * @param {number} options.ratePerSecond requests at the most, tries included
 * @param {(text: string) => void} options.notice is told why a request has to wait
 * @param {number} [options.firstDelayMillis] for tests
 */
export function createClient({ url, collection, token, ratePerSecond, notice, firstDelayMillis = FIRST_DELAY_MILLIS }) {
  const target = new URL("/apollo/er/relationships?v=1.1&includeSystemData=true", url);
  let nextSlot = 0;

  /** One try: an answer, or what the network said instead. */
  async function send(body, key) {
    const headers = {
      Authorization: `Bearer ${await token()}`,
      "Content-Type": "application/json",
      ercollectionid: collection,
      async: "false",
      "Idempotency-Key": `"${key}"`,
    };
    await waitForSlot();
    try {
      // A redirect is an answer to show, not an address to hand the token to.
      const init = { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MILLIS) };
      const response = await fetch(target, init);
      return { ...readEnvelope(response.status, await response.text()), retryAfter: response.headers.get("Retry-After") };
    } catch (error) {
      return { status: 0, message: error.cause?.code ?? error.message };
    }
  }

  async function waitForSlot() {
    const now = Date.now();
    const slot = Math.max(nextSlot, now);
    nextSlot = slot + 1000 / ratePerSecond;
    await sleep(slot - now);
  }

  /** Waits before try number `attempt + 1`: longer each time, never in step with other clients. */
  async function backOff(attempt, why, atLeastMillis = 0) {
    const delay = Math.min(firstDelayMillis * 2 ** (attempt - 1), MAX_DELAY_MILLIS);
    const millis = Math.max(delay * (0.5 + Math.random() / 2), atLeastMillis);
    notice(`${why}; trying again in ${(millis / 1000).toFixed(1)} s`);
    await sleep(millis);
  }

  /**
   * Posts a list of relationships, each given as JSON text.
   *
   * @param {string[]} texts
   * @param {string} key the `Idempotency-Key` of every try: no other request may have it
   * @returns {Promise<Answer>} any answer that another try would not change
   * @throws {Failure} when every try failed
   */
  async function post(texts, key) {
    const body = `[${texts.join(",")}]`;
    for (let attempt = 1; ; attempt += 1) {
      const { retryAfter, ...answer } = await send(body, key);
      if (!isTransient(answer.status)) return answer;
      const why = answer.status === 0 ? `no answer from ${url.origin} (${answer.message})` : `${answer.status} ${answer.message}`;
      if (attempt === MAX_ATTEMPTS) throw new Failure(`${why}, ${MAX_ATTEMPTS} times in a row`);
      await backOff(attempt, why, parseRetryAfter(retryAfter));
    }
  }

  return { post, backOff, maxAttempts: MAX_ATTEMPTS };
}

/**
 * No answer, an earlier try still under way, too many requests, or a fault of the service that may pass. With its key,
 * sending again is safe.
 */
function isTransient(status) {
  return status === 0 || status === 409 || status === 429 || (status >= 500 && status !== 501);
}

function readEnvelope(status, text) {
  try {
    const { status: envelope, data } = JSON.parse(text);
    return { status, message: envelope.message, data };
  } catch {
    return { status, message: text.slice(0, 200), data: {} };
  }
}

/** Milliseconds from a `Retry-After` of either form, seconds or a date. */
function parseRetryAfter(value) {
  if (!value) return 0;
  return /^\d+$/.test(value) ? Number(value) * 1000 : Math.max(Date.parse(value) - Date.now(), 0) || 0;
}
