//! The endpoint's own sentences, to the byte.

import { place } from "./place.js";
import type { Issue, IssueCode } from "./types.js";

/**
 * Of the relationship and of the body: `core::issue` and `core::relationship::batch`. Limits stand there as they are: a
 * template would count as an effect, and keep the table in programs that do not use it.
 */
const SENTENCES: Partial<Record<IssueCode, string>> = {
  idMissing: "Relationship id is missing",
  typeMissing: "Relationship type is missing",
  typeNotRegistered: "Failed-Invalid Schema",
  duplicateId: "Duplicate id in request",
  objectOrListExpected: "the body must be one relationship or a list of relationships",
  emptyList: "the list of relationships is empty",
  tooManyRelationships: "number of relationships supplied exceeds maximum allowed limit of 100",
  bodyTooLarge: "the body exceeds 4194304 bytes",
};

/** What the endpoint says of an issue, other than one of a text that is no JSON. */
export function messageOf({ code, path, keyword }: Omit<Issue, "message">): string {
  const [at] = path;
  if (code === "objectExpected" && !keyword && typeof at === "number") return `the relationship at index ${at} is not an object`;
  return SENTENCES[code] ?? `${place(path) || "#"}:${code[0]!.toUpperCase()}${code.slice(1)}`;
}
