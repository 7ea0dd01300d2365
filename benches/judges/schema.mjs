// What one built-in type demands, less the annotations.

const text = { type: "string" };

export const schema = {
  type: "object",
  properties: {
    id: text,
    relationshipName: text,
    relationshipType: text,
    sourceEntityId: text,
    destinationEntityId: text,
    brickRelationshipType: text,
    brickRelationshipName: text,
    brickSourceEntityType: text,
    brickSourceEntitySubType: text,
    brickDestinationEntityType: text,
    brickDestinationEntitySubType: text,
    customData: { type: "object" },
  },
  required: ["id", "relationshipName", "relationshipType", "sourceEntityId", "destinationEntityId"],
  additionalProperties: false,
};
