//! The forms, and what is typed into them.

const TEXTS = {
  id: "hq-has-floor-2",
  relationshipName: "The headquarters have a second floor",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "hq",
  destinationEntityId: "hq-floor-2",
};

/** Typed into the required fields of any form. A tab is what comes along from a spreadsheet. */
const WRONG = {
  id: { text: "", members: { id: "" }, says: "id must not be empty" },
  relationshipName: { text: "", members: { relationshipName: undefined }, says: "relationshipName is required" },
  destinationEntityId: {
    text: "hq-floor-2\t",
    members: { destinationEntityId: "hq-floor-2\t" },
    says: "destinationEntityId has a control character, such as a line break or a tab",
  },
};

/** Forms with customData as JSON. */
const WITH_JSON = {
  texts: { ...TEXTS, customData: '{ "area": 412.5 }' },
  relationship: { ...TEXTS, customData: { area: 412.5 } },
  wrong: { ...WRONG, customData: { text: "[412.5]", members: { customData: [412.5] }, says: "customData must be an object" } },
  typo: "BRICK_0_4__hasPart_Locaton_Location",
};

/** Forms of a type of their own, with a field for a member of customData. */
const WITH_FLOOR = {
  texts: { ...TEXTS, relationshipType: "Acme__isOnFloor", "customData.floor": "2" },
  relationship: { ...TEXTS, relationshipType: "Acme__isOnFloor", customData: { floor: "2" } },
  wrong: {
    ...WRONG,
    "customData.floor": {
      text: "second",
      members: { customData: { floor: "second" } },
      says: "customData.floor does not have the right form",
    },
  },
  typo: "Acme_isOnFloor",
};

/**
 * By the name of the page. `texts` are right and stand for `relationship`; `wrong` are texts that are not, by field, with
 * the members that they make of the relationship, and what the field then says; `typo` is meant to be the right type.
 */
export const FORMS = {
  "react-hook-form": { title: "react-hook-form", ...WITH_JSON },
  "tanstack-form": { title: "TanStack Form", ...WITH_JSON },
  conform: { title: "Conform, with a Standard Schema", ...WITH_FLOOR },
  "conform-parse": { title: "Conform, with validate and flatten", ...WITH_FLOOR },
  "constraint-validation": { title: "Constraint validation, without a library", ...WITH_JSON },
};
