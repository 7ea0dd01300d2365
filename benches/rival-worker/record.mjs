// A relationship and what is stored of it.

// Made of the types' schemas by build.mjs.
import { defaults } from "#validators";

const RESTRICTED = [
  "relationshipType",
  "brickDestinationEntitySubType",
  "brickDestinationEntityType",
  "brickRelationshipName",
  "brickRelationshipType",
  "brickSourceEntitySubType",
  "brickSourceEntityType",
];

/** What an update may not change. */
export function restrictedErrors(sent, stored) {
  const errors = [];
  for (const name of RESTRICTED) {
    if (sent[name] !== undefined && sent[name] !== stored[name]) {
      errors.push({ code: "restrictedProperty", path: [name], message: `Restricted property ${name} is not allowed to change` });
    }
  }
  return errors;
}

/** Makes a relationship what is stored, but for its `sysData`. It is nobody else's, so no copy is made. */
export function fillIn(sent, stored, collection, destination) {
  if (stored) {
    for (const name of RESTRICTED) {
      if (sent[name] === undefined && stored[name] !== undefined) sent[name] = stored[name];
    }
  }
  const values = defaults[sent.relationshipType];
  for (const name in values) if (sent[name] === undefined) sent[name] = values[name];
  sent.sourceERCollectionId = collection;
  sent.destinationERCollectionId = destination;
  sent.isActive = true;
}

/** Whether a stored relationship has the members of this one, and but for `sysData` no others. */
export function isSame(record, stored) {
  let count = 0;
  for (const name in record) {
    if (record[name] !== stored[name] && !isEqual(record[name], stored[name])) return false;
    count += 1;
  }
  return Object.keys(stored).length === count + 1;
}

function isEqual(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]));
}
