import { core } from "./core.js";
import { judgeText, judgeValue } from "./judge.js";
import { refuse, schemaText } from "./schema_text.js";
import type { CompiledSchema, CompileOptions, JsonSchema } from "./types.js";

/**
 * Compiles any JSON Schema of draft-06, `true` and `false` among them.
 *
 * @example
 * const shares = compileSchema({ additionalProperties: { $ref: "https://example.com/share" } }, {
 *   documents: { "https://example.com/share": { type: "number", maximum: 1 } },
 * });
 * shares.validate({ a: 2 }).issues[0].code; // "numberTooBig"
 *
 * @throws a `TypeError` with the code `schemaInvalid` if it is none; `location` says where, the message why. An `Error`
 *   with the code `wasmUnavailable`, as `validate`
 */
export function compileSchema(schema: JsonSchema, options: CompileOptions = {}): CompiledSchema {
  const text = schemaText(schema, "schema");
  const documentsText = schemaText(options.documents ?? {}, "documents");
  const ask = core.hold((glue) => new glue.Schema(text, documentsText));
  // What is wrong with the schema is told here, not by the first verdict.
  refuse(ask((compiled) => compiled.fault()), "schema");
  return {
    validate: (value, options) => judgeValue(ask, value, options, false),
    validateText: (text, options) => judgeText(ask, text, options),
  };
}
