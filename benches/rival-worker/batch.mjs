// From the body to relationships.

import { Rejection, badBody } from "./answer.mjs";

const MAX_RELATIONSHIPS = 100;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** UTF-8 and nothing else, as the contract has it; a byte order mark is left for JSON.parse to refuse. */
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws {Rejection} when it is no body */
export async function readBatch(request) {
  const rows = parse(await readBytes(request));
  if (!Array.isArray(rows)) {
    if (!isObject(rows)) throw badBody("objectOrListExpected", [], "the body must be one relationship or a list of relationships");
    return [rows];
  }
  if (rows.length === 0) throw badBody("emptyList", [], "the list of relationships is empty");
  const odd = rows.findIndex((row) => !isObject(row));
  if (odd >= 0) throw badBody("objectExpected", [odd], `the relationship at index ${odd} is not an object`);
  if (rows.length > MAX_RELATIONSHIPS) {
    throw new Rejection(413, "Payload too large: number of relationships supplied exceeds maximum allowed limit of 100");
  }
  return rows;
}

async function readBytes(request) {
  // Before it is read where the length is told; a body of unknown length is as long as the platform lets it be.
  if (Number(request.headers.get("content-length")) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge();
  return bytes;
}

function parse(bytes) {
  try {
    return JSON.parse(DECODER.decode(bytes));
  } catch (error) {
    throw badBody("jsonSyntax", [], error.message);
  }
}

function tooLarge() {
  return new Rejection(413, "Payload too large: the body has more than 4194304 bytes");
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
