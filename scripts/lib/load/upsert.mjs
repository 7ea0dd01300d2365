//! Brings one batch of rows to an endpoint and finds out what became of each.

import { createHash } from "node:crypto";
import { Failure } from "../cli.mjs";

/** The endpoint's code for "this one write was refused, nothing is wrong with the row". */
const NOT_STORED = "notStored";

/**
 * What became of a row: `outcome` is `created`, `updated` or `unchanged` (`upserted` where an
 * endpoint does not tell which), or `failed` with a reason.
 *
 * @typedef {{row: Row, outcome: string, reason?: string, errors?: object[]}} Result
 * @typedef {import("./rows.mjs").Row} Row
 */

/**
 * @param {ReturnType<import("./client.mjs").createClient>} client
 * @param {Row[]} rows at most what one request may carry
 * @param {string} load what no other load is called
 * @returns {Promise<Result[]>} one for each row, in the order of the file
 * @throws {Failure} when the endpoint cannot be used at all; then nothing is known of these rows
 */
export async function upsertBatch(client, rows, load) {
  const unsendable = rows.filter((row) => row.fault).map((row) => failed(row, row.fault));
  const keyOf = (attempt) => (some) => keyOfRequest(load, attempt, some);
  let results = await upsert(client, rows.filter((row) => !row.fault), keyOf(0));
  for (let attempt = 1; attempt < client.maxAttempts && results.some(isNotStored); attempt += 1) {
    const again = results.filter(isNotStored).map(({ row }) => row);
    await client.backOff(attempt, `${again.length} not stored`);
    results = [...results.filter((result) => !isNotStored(result)), ...(await upsert(client, again, keyOf(attempt)))];
  }
  return [...unsendable, ...results].sort((a, b) => a.row.line - b.row.line);
}

/**
 * The key of a request: told by all that makes it what it is, so that a load which was interrupted and goes on sends the
 * same request with the same key, and hears what came of it. A row may stand in a file twice, hence the line.
 */
function keyOfRequest(load, attempt, rows) {
  const facts = [load, attempt, rows[0].line, rows.map(({ text }) => text)];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/** Sends rows; when the request as a whole is refused, halves it until the guilty row stands alone. */
async function upsert(client, rows, keyOf) {
  if (rows.length === 0) return [];
  const { status, message, data } = await client.post(rows.map(({ text }) => text), keyOf(rows));
  if (status === 201) return rows.map((row, index) => resultOf(row, index, data) ?? { row, outcome: "upserted" });
  if (status === 207) return rows.map((row, index) => resultOf(row, index, data) ?? failed(row, "the answer does not mention it"));
  const isFaultOfTheBody = status === 400 || status === 413;
  if (!isFaultOfTheBody) throw new Failure(`the endpoint answered ${status}: ${message}`);
  if (rows.length === 1) return [failed(rows[0], `${status} ${message}`)];
  const middle = Math.ceil(rows.length / 2);
  return [...(await upsert(client, rows.slice(0, middle), keyOf)), ...(await upsert(client, rows.slice(middle), keyOf))];
}

function resultOf(row, index, data) {
  const find = (list) => data?.responses?.[list]?.find((item) => item.index === index);
  const failure = find("failure");
  if (failure) return failed(row, failure.message, failure.errors);
  const success = find("success");
  return success && { row, outcome: success.outcome ?? "upserted" };
}

function failed(row, reason, errors) {
  return { row, outcome: "failed", reason, errors };
}

function isNotStored({ errors }) {
  return errors?.some(({ code }) => code === NOT_STORED) ?? false;
}
