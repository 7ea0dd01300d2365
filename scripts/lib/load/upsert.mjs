//! Brings one batch of rows to an endpoint and finds out what became of each.

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
 * @param {Row[]} rows at most what one request may carry
 * @returns {Promise<Result[]>} one for each row, in the order of the file
 * @throws {Failure} when the endpoint cannot be used at all; then nothing is known of these rows
 */
export async function upsertBatch(client, rows) {
  const unsendable = rows.filter((row) => row.fault).map((row) => failed(row, row.fault));
  let results = await upsert(client, rows.filter((row) => !row.fault));
  for (let attempt = 1; attempt < client.maxAttempts && results.some(isNotStored); attempt += 1) {
    const again = results.filter(isNotStored).map(({ row }) => row);
    await client.backOff(attempt, `${again.length} not stored`);
    results = [...results.filter((result) => !isNotStored(result)), ...(await upsert(client, again))];
  }
  return [...unsendable, ...results].sort((a, b) => a.row.line - b.row.line);
}

/** Sends rows; when the request as a whole is refused, halves it until the guilty row stands alone. */
async function upsert(client, rows) {
  if (rows.length === 0) return [];
  const { status, message, data } = await client.post(rows.map(({ text }) => text));
  if (status === 201) return rows.map((row, index) => resultOf(row, index, data) ?? { row, outcome: "upserted" });
  if (status === 207) return rows.map((row, index) => resultOf(row, index, data) ?? failed(row, "the answer does not mention it"));
  const isFaultOfTheBody = status === 400 || status === 413;
  if (!isFaultOfTheBody) throw new Failure(`the endpoint answered ${status}: ${message}`);
  if (rows.length === 1) return [failed(rows[0], `${status} ${message}`)];
  const middle = Math.ceil(rows.length / 2);
  return [...(await upsert(client, rows.slice(0, middle))), ...(await upsert(client, rows.slice(middle)))];
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
