//! Loads a file batch by batch and remembers how far it came.
//!
//! After each batch its failures are appended to the failures file, then the position is written.
//! A crash before that repeats one batch, which changes nothing: its requests have the same keys, so
//! the endpoint tells again what came of them, and the failures file is cut back to the length that
//! the position knows.

import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, mkdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DEV } from "../places.mjs";
import { batchRows, readRows } from "./rows.mjs";
import { upsertBatch } from "./upsert.mjs";

/**
 * @typedef {object} Position
 * @property {string} load the load's own name: the same file loaded anew has other keys, or nothing would come of it
 * @property {number} line the last one that is done
 * @property {Record<string, number>} counts rows by outcome
 * @property {number} failuresBytes length of the failures file
 */

/** Where the position of a load is kept: one for each file content, service and collection. */
export async function positionFile(file, url, collection, folder = join(DEV, "load")) {
  const content = createHash("sha256");
  for await (const chunk of createReadStream(file)) content.update(chunk);
  const key = createHash("sha256").update(JSON.stringify([content.digest("hex"), url.origin, collection]));
  return join(folder, `${key.digest("hex").slice(0, 32)}.json`);
}

/** Where the rows go that were refused. All of them still stand in `file`, so a new load starts it anew. */
export function failuresFile(file) {
  return `${file}.failed.ndjson`;
}

/**
 * Loads `file` from where the last load of the same file stopped.
 *
 * @param {object} options
 * @param {string} options.file
 * @param {string} options.positionFile
 * @param {ReturnType<import("./client.mjs").createClient>} options.client
 * @param {(position: Position) => void} options.onProgress called at the start and after each batch
 * @returns {Promise<Record<string, number>>} rows by outcome, those of interrupted loads included
 */
export async function load({ file, positionFile, client, onProgress }) {
  const failures = failuresFile(file);
  let position = await resume(positionFile, failures);
  // Before the first request: its key is made of the load's name.
  await writePosition(positionFile, position);
  onProgress(position);
  for await (const batch of batchRows(readRows(file, position.line))) {
    const results = await upsertBatch(client, batch, position.load);
    const failed = results.filter(({ outcome }) => outcome === "failed");
    if (failed.length > 0) await appendFile(failures, failed.map(describeFailure).join(""));
    position = { ...position, line: batch.at(-1).line, counts: count(position.counts, results), failuresBytes: await size(failures) };
    await writePosition(positionFile, position);
    onProgress(position);
  }
  await rm(positionFile, { force: true });
  return position.counts;
}

/** @returns {Promise<Position>} */
async function resume(positionFile, failures) {
  const text = await readFile(positionFile, "utf8").catch(() => undefined);
  if (text === undefined) {
    await rm(failures, { force: true });
    return { load: randomUUID(), line: 0, counts: {}, failuresBytes: 0 };
  }
  const position = JSON.parse(text);
  if ((await size(failures)) > position.failuresBytes) await truncate(failures, position.failuresBytes);
  return position;
}

/** Replaces the file in one step: half a position would lose the whole. */
async function writePosition(file, position) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.draft`, JSON.stringify(position));
  await rename(`${file}.draft`, file);
}

async function size(file) {
  return stat(file).then(
    (entry) => entry.size,
    () => 0,
  );
}

function count(counts, results) {
  const sum = { ...counts };
  for (const { outcome } of results) sum[outcome] = (sum[outcome] ?? 0) + 1;
  return sum;
}

/**
 * A line of the failures file: where, why, and the row itself. `relationship` is the row's text as
 * it stood; a row that is no JSON is kept as `base64`, whatever its bytes are.
 */
function describeFailure({ row, reason, errors }) {
  const facts = JSON.stringify({ line: row.line, reason, errors }).slice(1, -1);
  const content = row.text === undefined ? `"base64":"${row.bytes.toString("base64")}"` : `"relationship":${row.text.trim()}`;
  return `{${facts},${content}}\n`;
}
