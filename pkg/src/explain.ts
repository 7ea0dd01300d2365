//! Sentences for people who fill in a form.

import { place } from "./place.js";
import type { Issue, IssueCode } from "./types.js";

/** A sentence, in which `{property}` is the place of the issue; or what makes one of the issue. */
export type Message = string | ((issue: Issue) => string);

/** Sentences by code. `#` is what `{property}` means where the whole is wrong. */
export type Messages = { [code in IssueCode]?: Message } & { "#"?: string };

const english: Messages = {
  "#": "the value",

  idMissing: "id is required",
  typeMissing: "relationshipType is required",
  typeNotRegistered: ({ params }) => {
    const meant = [params?.inverseType, params?.nearestType].filter(Boolean).join(" or ");
    return `relationshipType is not a registered relationship type${meant && `; did you mean ${meant}?`}`;
  },
  propertyRequired: "{property} is required",
  dependencyRequired: "{property} is required beside another property",
  noAdditionalPropertiesAllowed: "{property} is not a property of this relationship type",
  nullExpected: "{property} must be null",
  booleanExpected: "{property} must be true or false",
  numberExpected: "{property} must be a number",
  integerExpected: "{property} must be a whole number",
  stringExpected: "{property} must be text",
  arrayExpected: "{property} must be a list",
  objectExpected: "{property} must be an object",
  noTypeValidates: "{property} is of the wrong type",
  notInEnumeration: "{property} is not one of the allowed values",
  constExpected: "{property} is not the one allowed value",
  numberNotMultipleOf: "{property} is not in the right steps",
  numberTooBig: "{property} is too big",
  numberTooSmall: "{property} is too small",
  stringTooLong: "{property} is too long",
  stringTooShort: "{property} is too short",
  patternMismatch: "{property} does not have the right form",
  dateTimeExpected: "{property} must be a date and time, such as 2024-05-31T12:00:00Z",
  emailExpected: "{property} must be an email address",
  hostnameExpected: "{property} must be a host name",
  ipV4Expected: "{property} must be an IPv4 address",
  ipV6Expected: "{property} must be an IPv6 address",
  uriExpected: "{property} must be a URI",
  uriReferenceExpected: "{property} must be a URI or a relative reference",
  uriTemplateExpected: "{property} must be a URI template",
  jsonPointerExpected: "{property} must be a JSON Pointer",
  tooManyItemsInTuple: "{property} is one entry too many",
  tooManyItems: "{property} has too many entries",
  tooFewItems: "{property} has too few entries",
  itemsNotUnique: "{property} has an entry twice",
  noItemContained: "{property} lacks a required entry",
  tooManyProperties: "{property} has too many properties",
  tooFewProperties: "{property} has too few properties",
  propertyNameNotValid: "{property} is not an allowed name",
  notAnyOf: "{property} has none of the allowed forms",
  notOneOf: "{property} does not have exactly one of the allowed forms",
  excludedSchemaValidates: "{property} has a form that is not allowed",
  nothingAllowed: "{property} is not allowed",
  tooCostly: "{property} takes too long to check",

  idTooLong: "{property} is longer than 1,024 bytes",
  idEmpty: "{property} must not be empty",
  idHasControlCharacter: "{property} has a control character, such as a line break or a tab",
  duplicateId: "id is used by an earlier relationship of the list",
  restrictedProperty: "{property} cannot be changed any more",
  sourceCollectionMismatch: "sourceERCollectionId is not the collection of the request",
  destinationNotAccessible: "destinationERCollectionId is not a collection that you may read",
  notStored: "the relationship could not be stored; send it again",
  endsSwapped: ({ params }) => `source and destination look swapped; did you mean ${params?.inverseType}?`,
  objectOrListExpected: "one relationship or a list of relationships is expected",
  emptyList: "the list of relationships is empty",
  // The endpoint's message has the limit: 100, more with `async: true` and of `parseCsv`.
  tooManyRelationships: ({ message }) => `there are too many relationships: ${message.match(/\d+$/)?.[0] ?? 100} at most`,
  bodyTooLarge: "it is too large: 4 MiB at most",
  tooManyValues: "it is too large: 500,000 values and names at most",

  notJson: "{property} is nothing that can be sent",
  cycle: "{property} contains itself",
  numberNotFinite: "{property} must be a finite number",
  getterThrew: "{property} cannot be read",
  numberOutOfRange: /* @__PURE__ */ unlessInText("{property} is too large a number"),
  // Text may be JSON or CSV.
  unpairedSurrogate: ({ params }) =>
    params?.line ? `the text has half a character in it, at line ${params.line} column ${params.column}` : "{property} has half a character in it",
  tooDeep: /* @__PURE__ */ unlessInText("{property} is nested too deep"),
  csvSyntax: inTable,
  csvHeader: inTable,
  csvCell: inTable,
  csvTooLarge: inTable,
  notUtf8: inText,
  byteOrderMark: inText,
  unexpectedEnd: inText,
  unexpectedCharacter: inText,
  trailingCharacters: inText,
  controlCharacter: inText,
  invalidEscape: inText,
  duplicateName: inText,
};

/** Of a text that is no JSON, the endpoint's message is what people need: it has line and column. */
function inText({ message }: Issue): string {
  return `the text is not valid JSON: ${message}`;
}

/** It has row and column, and says what would be right. */
function inTable({ message }: Issue): string {
  return message;
}

function unlessInText(sentence: string): Message {
  return (issue) => (issue.params?.line ? inText(issue) : sentence);
}

/**
 * The sentences of `explain`, by locale and code. Yours to extend and to replace: a locale, `messages.de = { … }`, or a
 * sentence, `messages.en.idEmpty = "Please enter {property}"`. What a locale lacks is taken from `en`.
 */
export const messages: { [locale: string]: Messages; en: Messages } = { en: english };

/**
 * A sentence for people, without a full stop: "destinationEntityId is required". Says what is wrong in words, where
 * `issue.message` has the endpoint's.
 *
 * @example
 * messages.de = { "#": "die Eingabe", propertyRequired: "{property} fehlt" };
 * explain(issue, "de"); // "destinationEntityId fehlt"
 */
export function explain(issue: Issue, locale = "en"): string {
  const { code, path } = issue;
  const message = messages[locale]?.[code] ?? messages.en[code] ?? issue.message;
  const sentence = typeof message === "string" ? message : message(issue);
  const property = place(path) || (messages[locale]?.["#"] ?? messages.en["#"] ?? "#");
  return sentence.replaceAll("{property}", () => property);
}
