//! The endpoint's own sentences on text. They are apart, because who judges values only has no use for them.

import { messageOf } from "./message.js";
import type { Issue, IssueCode } from "./types.js";

/** Of a text that is no JSON: `core::json::error`. */
const SYNTAX: Partial<Record<IssueCode, string>> = {
  notUtf8: "invalid UTF-8",
  byteOrderMark: "a byte order mark",
  unexpectedEnd: "the text ends too early",
  unexpectedCharacter: "an unexpected character",
  trailingCharacters: "characters after the end of the value",
  controlCharacter: "a control character inside a string",
  invalidEscape: "an invalid escape",
  unpairedSurrogate: "an unpaired surrogate",
  numberOutOfRange: "a number beyond the range of a double",
  duplicateName: "a duplicate member name",
  tooDeep: "nested deeper than 64",
  tooManyValues: "more than 500000 values and member names",
};

/** What the endpoint says of an issue. */
export function textMessageOf(issue: Omit<Issue, "message">): string {
  const { code, params } = issue;
  return params?.line ? `${SYNTAX[code]} at line ${params.line} column ${params.column}` : messageOf(issue);
}
