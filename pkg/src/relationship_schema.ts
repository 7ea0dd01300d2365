import { misuse } from "./errors.js";
import { MAX_RELATIONSHIPS } from "./limits.js";

/** The drafts whose words the schema below has in common. */
const DIALECTS: { [target: string]: string } = {
  __proto__: null as never,
  "draft-06": "http://json-schema.org/draft-06/schema#",
  "draft-07": "http://json-schema.org/draft-07/schema#",
  "draft-2020-12": "https://json-schema.org/draft/2020-12/schema",
};

/**
 * The JSON Schema of one relationship of a built-in type, or of a list of them. What no JSON Schema can say is left to
 * `validate`: that ids are limited in bytes, that they are unique in a list, that numbers are in range.
 *
 * @throws a `TypeError` with the code `optionInvalid` for a target that is not known
 */
export function relationshipJsonSchema(typeNames: string[], isList: boolean, target: string): Record<string, unknown> {
  const dialect = DIALECTS[target];
  if (!dialect) throw misuse("optionInvalid", `the target must be one of ${Object.keys(DIALECTS).join(", ")}`);
  const text = { type: "string" };
  const id = { type: "string", minLength: 1, maxLength: 1024, pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]*$" };
  const one = {
    type: "object",
    properties: {
      id,
      relationshipName: text,
      relationshipType: { enum: typeNames },
      sourceEntityId: id,
      destinationEntityId: id,
      brickRelationshipType: text,
      brickRelationshipName: text,
      brickSourceEntityType: text,
      brickSourceEntitySubType: text,
      brickDestinationEntityType: text,
      brickDestinationEntitySubType: text,
      customData: { type: "object" },
      sourceERCollectionId: text,
      destinationERCollectionId: text,
      isActive: { const: true },
      sysData: {},
    },
    required: ["id", "relationshipName", "relationshipType", "sourceEntityId", "destinationEntityId"],
    additionalProperties: false,
  };
  const body = isList ? { type: "array", minItems: 1, maxItems: MAX_RELATIONSHIPS, items: one } : one;
  return { $schema: dialect, ...body };
}
