/** The codes of what the core finds in a relationship, in the order of its own table. */
type RelationshipCode =
  | "idMissing"
  | "typeMissing"
  | "typeNotRegistered"
  | "nullExpected"
  | "booleanExpected"
  | "numberExpected"
  | "integerExpected"
  | "stringExpected"
  | "arrayExpected"
  | "objectExpected"
  | "noTypeValidates"
  | "notInEnumeration"
  | "constExpected"
  | "numberNotMultipleOf"
  | "numberTooBig"
  | "numberTooSmall"
  | "stringTooLong"
  | "stringTooShort"
  | "patternMismatch"
  | "dateTimeExpected"
  | "emailExpected"
  | "hostnameExpected"
  | "ipV4Expected"
  | "ipV6Expected"
  | "uriExpected"
  | "uriReferenceExpected"
  | "uriTemplateExpected"
  | "jsonPointerExpected"
  | "tooManyItemsInTuple"
  | "tooManyItems"
  | "tooFewItems"
  | "itemsNotUnique"
  | "noItemContained"
  | "tooManyProperties"
  | "tooFewProperties"
  | "propertyRequired"
  | "noAdditionalPropertiesAllowed"
  | "propertyNameNotValid"
  | "dependencyRequired"
  | "notAnyOf"
  | "notOneOf"
  | "excludedSchemaValidates"
  | "nothingAllowed"
  | "tooCostly"
  | "idTooLong"
  | "idEmpty"
  | "idHasControlCharacter"
  | "duplicateId"
  | "restrictedProperty"
  | "sourceCollectionMismatch"
  | "destinationNotAccessible"
  | "notStored"
  | "endsSwapped";

/** The codes of a text that is no JSON. */
type SyntaxCode =
  | "notUtf8"
  | "byteOrderMark"
  | "unexpectedEnd"
  | "unexpectedCharacter"
  | "trailingCharacters"
  | "controlCharacter"
  | "invalidEscape"
  | "unpairedSurrogate"
  | "numberOutOfRange"
  | "duplicateName"
  | "tooDeep"
  | "tooManyValues";

/** The codes of JSON that is no list of relationships. */
type BatchCode = "objectOrListExpected" | "emptyList" | "objectExpected" | "tooManyRelationships";

/**
 * The codes of a JavaScript value that JSON cannot hold, found before the core sees it;
 * `unpairedSurrogate`, `numberOutOfRange` and `tooDeep` are used for values too.
 */
type ValueCode = "notJson" | "cycle" | "numberNotFinite" | "getterThrew";

/** The codes of a CSV text that is no table of relationships; beside them it can have `notUtf8`, and what a list can have. */
type CsvCode = "csvSyntax" | "csvHeader" | "csvCell" | "csvTooLarge";

/** The code of a body that is larger than the endpoint takes. */
type SizeCode = "bodyTooLarge";

/**
 * What is wrong: stable, for programs.
 *
 * `restrictedProperty`, `sourceCollectionMismatch`, `destinationNotAccessible` and `notStored` come from the
 * endpoint alone; they are here so that its answers can be explained too.
 */
export type IssueCode = RelationshipCode | SyntaxCode | BatchCode | CsvCode | ValueCode | SizeCode;
