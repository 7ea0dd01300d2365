//! From a file to batches of rows. A row is sent as the text that stands in the file, never written
//! anew: `12345678901234567890` keeps its digits.

import { createReadStream } from "node:fs";

/** The endpoint's limits for one request. */
const MAX_ROWS = 100;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * A line of the file.
 *
 * @typedef {object} Row
 * @property {number} line from 1
 * @property {Buffer} bytes the line as it is
 * @property {string} [text] its JSON; not there when `fault` is
 * @property {unknown} [id] what the row says its id is
 * @property {string} [fault] why it cannot be sent
 */

/** Yields the rows after line `skip`; blank lines are none. */
export async function* readRows(file, skip = 0) {
  let line = 0;
  for await (const bytes of readLines(file)) {
    line += 1;
    if (line > skip && !isBlank(bytes)) yield parseRow(line, bytes);
  }
}

/** Bytes rather than text: a decoder would quietly replace what is not UTF-8, and with it an id. */
async function* readLines(file) {
  let pieces = [];
  for await (const chunk of createReadStream(file)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...pieces, chunk.subarray(start, end)]);
      pieces = [];
      start = end + 1;
    }
    pieces.push(chunk.subarray(start));
  }
  yield Buffer.concat(pieces);
}

function isBlank(bytes) {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/** @returns {Row} */
function parseRow(line, bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { line, bytes, fault: "not UTF-8" };
  }
  try {
    const value = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { line, bytes, text, id: value.id } : { line, bytes, fault: "not a JSON object" };
  } catch (error) {
    return { line, bytes, fault: `not JSON: ${error.message}` };
  }
}

/**
 * Groups rows, in their order, into batches that one request may carry. An id stands in a batch
 * only once: the endpoint refuses the second, while in the next request it is an update.
 *
 * @param {AsyncIterable<Row>} rows
 * @returns {AsyncGenerator<Row[]>}
 */
export async function* batchRows(rows) {
  let batch = [];
  let ids = new Set();
  let bodyBytes = 0;
  for await (const row of rows) {
    // One more byte for the bracket or comma before it.
    const rowBytes = row.bytes.length + 1;
    const isFull = batch.length === MAX_ROWS || ids.has(row.id) || bodyBytes + rowBytes >= MAX_BODY_BYTES;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      ids = new Set();
      bodyBytes = 0;
    }
    batch.push(row);
    bodyBytes += rowBytes;
    if (row.id !== undefined) ids.add(row.id);
  }
  if (batch.length > 0) yield batch;
}
