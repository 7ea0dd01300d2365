import { optional, record, safeParse, strictObject, string, unknown } from "valibot";

const text = string();
const relationship = strictObject({
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
  customData: optional(record(text, unknown())),
});
globalThis.verdict = safeParse(relationship, globalThis.value);
