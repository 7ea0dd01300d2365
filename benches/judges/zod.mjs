import * as z from "zod";

const text = z.string();

export const relationship = z.strictObject({
  id: text,
  relationshipName: text,
  relationshipType: text,
  sourceEntityId: text,
  destinationEntityId: text,
  brickRelationshipType: text.optional(),
  brickRelationshipName: text.optional(),
  brickSourceEntityType: text.optional(),
  brickSourceEntitySubType: text.optional(),
  brickDestinationEntityType: text.optional(),
  brickDestinationEntitySubType: text.optional(),
  customData: z.record(text, z.unknown()).optional(),
});

/** How many issues a relationship has. */
export function countByZod(row) {
  const { error } = relationship.safeParse(row);
  return error === undefined ? 0 : error.issues.length;
}
