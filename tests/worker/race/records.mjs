//! The relationships of the race. Each says several times who wrote it, so that one of two halves is seen.

/** Two built-in types: a creation takes one of them, for good. */
export const TYPES = ["BRICK_0_4__feeds", "BRICK_0_4__hasPart"];

/** What may not change, as far as the race sends it. */
export const RESTRICTED = ["relationshipType", "brickSourceEntityType"];

/** A relationship that only `mark` writes; `restricted` has the values of those of RESTRICTED that are sent. */
export function relationship(id, mark, restricted, length) {
  const [sourceEntityId, destinationEntityId] = ends(mark);
  const customData = { mark, length, padding: padding(mark, length) };
  return { id, relationshipName: mark, sourceEntityId, destinationEntityId, ...restricted, customData };
}

/** A counter at `n`. */
export function counter(id, mark, n) {
  const { customData, ...rest } = relationship(id, mark, { relationshipType: TYPES[0] }, 10);
  return { ...rest, customData: { ...customData, n } };
}

/** What is wrong with a stored relationship, if it is not one that a writer sent, whole. */
export function tornness(record) {
  const { relationshipName: mark, customData } = record;
  const [source, destination] = ends(mark);
  const isWhole =
    customData?.mark === mark &&
    record.sourceEntityId === source &&
    record.destinationEntityId === destination &&
    customData.padding === padding(mark, customData.length);
  return isWhole ? undefined : `torn: ${JSON.stringify(record).slice(0, 300)}`;
}

/** The values of RESTRICTED; `undefined` is a value, too. */
export function restrictedOf(record) {
  return Object.fromEntries(RESTRICTED.map((name) => [name, record[name]]));
}

function ends(mark) {
  return [`from ${mark}`, `to ${mark}`];
}

function padding(mark, length) {
  return mark.repeat(Math.ceil(length / mark.length)).slice(0, length);
}
