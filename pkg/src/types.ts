import type { IssueCode } from "./issue_code.js";
import type { StandardJsonSchema, StandardSchema } from "./standard_schema.js";

/**
 * A relationship between two entities, as the built-in types want it. Members that are `undefined` count as absent, as
 * they do for `JSON.stringify`.
 */
export interface Relationship {
  /** With the collection, what the relationship is known by: 1 to 1,024 bytes, no control characters. */
  id: string;
  relationshipName: string;
  /** The name of a registered type, or of a built-in one such as `BRICK_0_4__hasPart_Location_Location`. */
  relationshipType: string;
  /** Where the relationship starts; the same limits as `id`. */
  sourceEntityId: string;
  /** Where it ends; may be the source itself. */
  destinationEntityId: string;
  /** Fixed once it is set, as are the other five. */
  brickRelationshipType?: string | undefined;
  brickRelationshipName?: string | undefined;
  brickSourceEntityType?: string | undefined;
  brickSourceEntitySubType?: string | undefined;
  brickDestinationEntityType?: string | undefined;
  brickDestinationEntitySubType?: string | undefined;
  /** An object of your own. */
  customData?: { [name: string]: unknown } | undefined;
  /** If sent, the collection that the request names. */
  sourceERCollectionId?: string | undefined;
  /** The collection of the destination, if it is another. */
  destinationERCollectionId?: string | undefined;
  /** The service's own: `true` is accepted and ignored, so that what was read can be sent back. */
  isActive?: true | undefined;
  /** The service's own: accepted and ignored. */
  sysData?: unknown;
}

/** From a relationship to the property: names, and indices of lists. */
export type Path = (string | number)[];

/** What the core knows beyond the code. Which members are there depends on the code. */
export interface IssueParams {
  /** Of a text that is no JSON: counted from 1. */
  line?: number;
  /** Of a text that is no JSON: counted from 1, in Unicode characters. */
  column?: number;
  /** `duplicateName`: the JSON Pointer of the member. */
  pointer?: string;
  /** `typeNotRegistered`: the registered type whose name is nearest. */
  nearestType?: string;
  /** The type for the same ends the other way round. */
  inverseType?: string;
}

/** One thing that is wrong. */
export interface Issue {
  /** What is wrong: stable, for programs. */
  code: IssueCode;
  /** From the relationship to the property; a missing property has its own path, an empty path is the whole. */
  path: Path;
  /** The endpoint's own sentence, `destinationEntityId:PropertyRequired`. For people, see `explain`. */
  message: string;
  /** Which relationship of a list, counted from 0; absent if none was sent, or if the list as a whole is wrong. */
  index?: number;
  /** The keyword of the type's schema that failed, if it was one. */
  keyword?: string;
  /** Where that keyword stands: `#` and a JSON Pointer. */
  schemaPath?: string;
  /** More about it, for some codes. */
  params?: IssueParams;
}

/** The verdict. */
export interface Result {
  /** Whether the endpoint would take it all. */
  valid: boolean;
  /** How many relationships were judged; 0 if the body as a whole is none. */
  count: number;
  /** What is wrong, by relationship, each in the endpoint's order; up to 64 for each. */
  issues: Issue[];
  /** What is not wrong but looks like a mistake; absent if there is nothing. */
  hints?: Issue[];
}

/** A column of a CSV text, by its first three rows. */
export interface CsvColumn {
  /** The property. */
  name: string;
  /** What its cells have to be; a cell of type `string` is taken as it is, one of another is JSON text. */
  type: "string" | "object" | "array" | "number" | "integer" | "boolean";
  /** What row 3 says. It decides nothing: it is the relationship type's schema that does. */
  isRequired: boolean;
}

/** What a CSV text says. */
export interface CsvTable {
  /** The columns of rows 1 to 3; none if something is wrong with these. */
  columns: CsvColumn[];
  /**
   * The JSON text of each relationship, rows from the fourth on; numbers keep their digits. One with issues has the cells
   * that it has, and one that is not of its column's type as a string.
   */
  relationships: string[];
  /** What is wrong with the table; `index` says which relationship, none where the reading ended. */
  issues: Issue[];
}

/** How to judge. */
export interface ValidateOptions {
  /** Report the first issue only. */
  abortEarly?: boolean | undefined;
  /** Report at most this many issues: a positive integer. */
  maxIssues?: number | undefined;
  /**
   * Let messages end with the value that is wrong, ` (got "x")`: JSON, cut to 64 characters. Off unless asked for,
   * because messages end up in logs.
   */
  includeValues?: boolean | undefined;
}

/** Relationship types, and the verdict by them. */
export interface Catalog {
  /** As the package's own `validate`, by the types of this catalog. */
  validate(value: unknown, options?: ValidateOptions): Result;
  /** As the package's own `validateText`, by the types of this catalog. */
  validateText(text: string, options?: ValidateOptions): Result;
  /** As the package's own `validateBytes`, by the types of this catalog. */
  validateBytes(bytes: Uint8Array | ArrayBuffer, options?: ValidateOptions): Result;
  /** One relationship of this catalog's types, for form libraries. */
  readonly relationship: StandardSchema<Relationship>;
  /** A list of them. */
  readonly relationships: StandardSchema<Relationship[]>;
}

/** Which types a catalog has. */
export interface CatalogOptions {
  /** Whether the 66 built-in BRICK_0_4 types are among them; `true` unless said otherwise. */
  builtIn?: boolean | undefined;
}

/** A JSON Schema, draft-06. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** A schema, compiled. */
export interface CompiledSchema {
  /** Judges any JavaScript value that JSON can hold. */
  validate(value: unknown, options?: ValidateOptions): Result;
  /** Judges JSON text, by the endpoint's JSON rules. */
  validateText(text: string, options?: ValidateOptions): Result;
}

/** What a schema may refer to. */
export interface CompileOptions {
  /** Other schemas by their URI, for `$ref`s that lead out of the schema. Nothing is ever fetched. */
  documents?: { readonly [uri: string]: JsonSchema } | undefined;
}

/** One relationship, or a list of them, as Standard Schema and Standard JSON Schema. */
export interface RelationshipSchema<T> extends StandardSchema<T>, StandardJsonSchema<T> {
  readonly "~standard": StandardSchema<T>["~standard"] & StandardJsonSchema<T>["~standard"];
}

export type { IssueCode, StandardJsonSchema, StandardSchema };
