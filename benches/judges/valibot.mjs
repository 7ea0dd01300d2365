import { custom, optional, pipe, record, safeParse, strictObject, string, unknown } from "valibot";

const text = string();

export const relationship = strictObject({
  id: text,
  relationshipName: text,
  relationshipType: text,
  sourceEntityId: text,
  destinationEntityId: text,
  brickRelationshipType: optional(text),
  brickRelationshipName: optional(text),
  brickSourceEntityType: optional(text),
  brickSourceEntitySubType: optional(text),
  brickDestinationEntityType: optional(text),
  brickDestinationEntitySubType: optional(text),
  // To valibot a list is a record, too.
  customData: optional(pipe(custom((value) => !Array.isArray(value)), record(text, unknown()))),
});

/** How many issues a relationship has. */
export function countByValibot(row) {
  return safeParse(relationship, row).issues?.length ?? 0;
}
