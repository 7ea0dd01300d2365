//! Schemas on their way into the core, and its refusals on their way back.

import { misuse } from "./errors.js";
import { jsonText } from "./json_text.js";
import { MAX_BODY_BYTES } from "./limits.js";

/**
 * A schema as text.
 *
 * @param what names the schema in messages
 * @param more goes into the error
 * @throws a `TypeError` with the code `schemaInvalid` if JSON cannot hold the schema
 */
export function schemaText(schema: unknown, what: string, more?: object): string {
  const { text = "", faults } = jsonText(schema, false);
  const [fault] = faults;
  if (text && !fault && text.length <= MAX_BODY_BYTES) return text;
  const pointer = fault?.path.map((segment) => `/${`${segment}`.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  const reason = text.length > MAX_BODY_BYTES ? "is too large" : `is no JSON value: ${fault?.code ?? typeof schema}`;
  throw schemaInvalid(what, `#${pointer ?? ""}`, reason, more);
}

/**
 * Throws what the core says of a schema, if it says anything.
 *
 * @param fault JSON text (`core::report::report_parse_result`), or nothing
 */
export function refuse(fault: string, what: string, more?: object): void {
  if (fault) throw asSchemaError(fault, what, more);
}

/** What to throw in place of what a core threw; of a text, what it says of a schema. */
export function asSchemaError(error: unknown, what: string, more?: object): unknown {
  if (typeof error !== "string") return error;
  // Without a place it is no JSON, which a text that was written here cannot be.
  const { location = "#", reason, code } = JSON.parse(error) as { location?: string; reason?: string; code: string };
  return schemaInvalid(what, location, reason ?? code, more);
}

function schemaInvalid(what: string, location: string, reason: string, more?: object): TypeError {
  return misuse("schemaInvalid", `${what}: \`${location}\` ${reason}`, { location, ...more });
}
