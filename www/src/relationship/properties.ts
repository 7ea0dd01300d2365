//! The properties that every relationship may have, in the order in which they are shown and written.

/** Without these there is no relationship. */
export const REQUIRED = ["id", "relationshipName", "relationshipType", "sourceEntityId", "destinationEntityId"] as const;

/** Texts that may be left out. The first six are fixed once they are set. */
export const OPTIONAL = [
  "brickRelationshipType",
  "brickRelationshipName",
  "brickSourceEntityType",
  "brickSourceEntitySubType",
  "brickDestinationEntityType",
  "brickDestinationEntitySubType",
  "sourceERCollectionId",
  "destinationERCollectionId",
] as const;

/** The name of a property that is a text. */
export type TextProperty = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/** The name of any property that a person fills in. */
export type Property = TextProperty | "customData";

/** All that a person fills in. */
export const PROPERTIES: readonly Property[] = [...REQUIRED, ...OPTIONAL, "customData"];

const TEXTS: ReadonlySet<string> = new Set([...REQUIRED, ...OPTIONAL]);

/** Whether a property's value is a text, so that what is typed needs no quotes. */
export function isTextProperty(name: string): name is TextProperty {
  return TEXTS.has(name);
}
