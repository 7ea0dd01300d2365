import { Compile } from "typebox/compile";

import { schema } from "./schema.mjs";

/** Where code may not be made of text, as in a Worker, typebox goes through the schema instead. */
const compiled = Compile(schema);

/** How many issues a relationship has. */
export function countByTypebox(row) {
  return compiled.Check(row) ? 0 : [...compiled.Errors(row)].length;
}
