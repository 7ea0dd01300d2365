import { core } from "./core.js";
import { misuse } from "./errors.js";
import { judgeBytes, judgeText, judgeValue } from "./judge.js";
import { refuse, schemaText } from "./schema_text.js";
import { standardSchema } from "./standard.js";
import type { Catalog, CatalogOptions, JsonSchema } from "./types.js";

/**
 * Makes a catalog of relationship types: your own, beside the built-in ones or instead of them. A type is a draft-06
 * schema whose `title` is the type's name.
 *
 * @example
 * const catalog = createCatalog([{ title: "serves", type: "object", required: ["id"] }], { builtIn: false });
 * catalog.validate({ id: "1", relationshipType: "serves" });
 *
 * @throws a `TypeError` with the code `schemaInvalid` if one is no type; `index` says which, `location` where, the
 *   message why. `optionInvalid` for options that are none; an `Error` with `wasmUnavailable`, as `validate`
 */
export function createCatalog(typeSchemas: readonly JsonSchema[], options: CatalogOptions = {}): Catalog {
  const { builtIn = true } = Object(options) as CatalogOptions;
  if (typeof builtIn !== "boolean") throw misuse("optionInvalid", "builtIn must be true or false");
  if (!Array.isArray(typeSchemas)) throw misuse("schemaInvalid", "relationship types must be a list of schemas");
  const what = (index: number) => `relationship type ${index}`;
  const texts = typeSchemas.map((schema, index) => schemaText(schema, what(index), { index }));
  let faults: string[] = [];
  const ask = core.hold((glue) => {
    const catalog = new glue.Catalog(builtIn);
    faults = texts.map((text) => catalog.add(text));
    return catalog;
  });
  // What is wrong with a type is told here, not by the first verdict.
  ask(() => {});
  faults.forEach((fault, index) => refuse(fault, what(index), { index }));
  return {
    validate: (value, options) => judgeValue(ask, value, options, true),
    validateText: (text, options) => judgeText(ask, text, options),
    validateBytes: (bytes, options) => judgeBytes(ask, bytes, options),
    relationship: standardSchema(ask, false),
    relationships: standardSchema(ask, true),
  };
}
