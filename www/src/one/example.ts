//! The example of the API's own documentation.

export const EXAMPLE = {
  id: "JCI-507-B1-hasPart-JCI-507-B1-F2",
  relationshipName: "JCI-507-B1 hasPart JCI-507-B1-F2",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "JCI-507-B1",
  destinationEntityId: "JCI-507-B1-F2",
} as const;
