// From the body to relationships.

import { Rejection } from "./answer.mjs";
import { badRequest } from "./request.mjs";

const MAX_RELATIONSHIPS = 100;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** @throws {Rejection} when it is no body */
export function readBatch(text) {
  if (text.length > MAX_BODY_BYTES) throw new Rejection(413, "Payload too large: the body has more than 4194304 bytes");
  let rows;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    throw badRequest(error.message);
  }
  if (!Array.isArray(rows)) {
    if (!isObject(rows)) throw badRequest("the body must be one relationship or a list of relationships");
    return [rows];
  }
  if (rows.length === 0) throw badRequest("the list of relationships is empty");
  const odd = rows.findIndex((row) => !isObject(row));
  if (odd >= 0) throw badRequest(`the relationship at index ${odd} is not an object`);
  if (rows.length > MAX_RELATIONSHIPS) {
    throw new Rejection(413, "Payload too large: number of relationships supplied exceeds maximum allowed limit of 100");
  }
  return rows;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
