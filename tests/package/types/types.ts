//! Compiles, with an error at each `@ts-expect-error`. Nothing here is run.

import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { postRelationships, type PostProgress, type PostResult } from "er-relationships/client";
import {
  byItem,
  compileSchema,
  createCatalog,
  explain,
  flatten,
  isSupported,
  messages,
  parseCsv,
  ready,
  relationship,
  relationships,
  validate,
  validateBytes,
  validateText,
  type Catalog,
  type CompiledSchema,
  type CsvColumn,
  type CsvTable,
  type ErrorCode,
  type Flattened,
  type Issue,
  type IssueCode,
  type JsonSchema,
  type Messages,
  type Relationship,
  type Result,
  type ValidateOptions,
} from "er-relationships";
import { init, validate as validateSlim } from "er-relationships/slim";

/** Whether two types are the same. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function assertType<_ extends true>(): void {}

// Standard Schema and Standard JSON Schema, as their authors declare them.
relationship satisfies StandardSchemaV1 & StandardJSONSchemaV1;
relationships satisfies StandardSchemaV1 & StandardJSONSchemaV1;
const one: StandardSchemaV1<Relationship, Relationship> & StandardJSONSchemaV1<Relationship, Relationship> = relationship;
assertType<Equal<StandardSchemaV1.InferInput<typeof relationship>, Relationship>>();
assertType<Equal<StandardSchemaV1.InferOutput<typeof relationships>, Relationship[]>>();
assertType<Equal<StandardJSONSchemaV1.InferOutput<typeof relationships>, Relationship[]>>();
relationship["~standard"].jsonSchema.input({ target: "draft-06" }) satisfies Record<string, unknown>;

// Never a promise: synchronous slots of form libraries take it.
const verdict = relationship["~standard"].validate({});
if (verdict.issues) verdict.issues[0]?.message satisfies string | undefined;
else verdict.value satisfies Relationship;

// Codes are a union of literals.
assertType<Equal<string extends IssueCode ? true : false, false>>();
const result: Result = validate({}, { abortEarly: true, maxIssues: 3, includeValues: false });
const issue = result.issues[0] as Issue;
if (issue.code === "propertyRequired") issue.params?.nearestType satisfies string | undefined;
// @ts-expect-error: there is no such code
if (issue.code === "propertyRequierd") throw issue;
function isSyntax(code: IssueCode): boolean {
  switch (code) {
    case "notUtf8":
    case "cycle":
      return true;
    // @ts-expect-error: nor this
    case "notUtf16":
      return false;
    default:
      return code === "endsSwapped";
  }
}

const options: ValidateOptions = { maxIssues: undefined };
// @ts-expect-error: there is no such option
validate({}, { abortearly: true });
// @ts-expect-error: an index is no object of options
[{}].map(validate);
validateText("{}", options);
// @ts-expect-error: not bytes
validateText(new Uint8Array());
validateBytes(new Uint8Array().buffer);
validateBytes(new Uint8Array());
const table: CsvTable = parseCsv("id\nstring\nrequired\na\n");
table.columns[0] satisfies CsvColumn | undefined;
table.issues[0] satisfies Issue | undefined;
validateText(`[${table.relationships.join()}]`);
// @ts-expect-error: not bytes
parseCsv(new Uint8Array());

// A literal relationship; members may be undefined, as those of forms are.
const complete: Relationship = {
  id: "a",
  relationshipName: "a",
  relationshipType: "BRICK_0_4__feeds",
  sourceEntityId: "s",
  destinationEntityId: "d",
  brickSourceEntityType: undefined,
  customData: { floors: [1] },
  isActive: true,
};
// @ts-expect-error: the service's own, and nothing but true
complete.isActive = false;
// @ts-expect-error: required
const incomplete: Relationship = { id: "a" };

const catalog: Catalog = createCatalog([{ title: "t" }, true] as const, { builtIn: false });
catalog.relationship satisfies StandardSchemaV1<Relationship>;
// @ts-expect-error: a catalog's schemas have no JSON Schema
catalog.relationship["~standard"].jsonSchema;
const schema: JsonSchema = { type: "object" };
const compiled: CompiledSchema = compileSchema(schema, { documents: { "https://example.com/a": false } });
compiled.validateText("1") satisfies Result;
// @ts-expect-error: a text is no schema
compileSchema("{}");

messages["de"] = { propertyRequired: "{property} fehlt", tooCostly: (wrong) => wrong.message, "#": "die Eingabe" };
messages.en = {} satisfies Messages;
// @ts-expect-error: there is no such code
messages["fr"] = { propertyRequierd: "" };
explain(issue, "de") satisfies string;
const flat: Flattened = flatten(result, "de");
flat.fields["id"]?.[0] satisfies string | undefined;
byItem(result)[0]?.[0] satisfies Issue | undefined;
ready() satisfies Promise<void>;
isSupported() satisfies boolean;

const results: Promise<PostResult[]> = postRelationships([complete] as const, {
  url: new URL("https://example.com/apollo/er/relationships"),
  collection: "c",
  token: async () => "t",
  onProgress: ({ done, pending }: PostProgress) => [done, pending?.indices] satisfies [number, number[] | undefined],
  signal: undefined,
});
// Texts may stand among them.
postRelationships([complete, "{}"], { url: "", collection: "", token: "" }) satisfies typeof results;
// @ts-expect-error: neither a relationship nor a text
postRelationships([1], { url: "", collection: "", token: "" });
results.then(([first]) => explain(first!.issues[0]!) satisfies string);
// @ts-expect-error: a token is required
postRelationships([], { url: "", collection: "" });

const thrown: ErrorCode = "wasmUnavailable";
init(new Uint8Array());
validateSlim({});

export { complete, incomplete, isSyntax, one, thrown };
