// The verdict on each relationship: Ajv by its type's schema, ids, duplicates, collections.

// Made of the types' schemas by build.mjs: a function for each type, and its defaults.
import { defaults, validators } from "#validators";

const RESTRICTED = [
  "relationshipType",
  "brickDestinationEntitySubType",
  "brickDestinationEntityType",
  "brickRelationshipName",
  "brickRelationshipType",
  "brickSourceEntitySubType",
  "brickSourceEntityType",
];
const REQUIRED = ["id", "relationshipName", "relationshipType", "sourceEntityId", "destinationEntityId"];
const IDS = ["id", "sourceEntityId", "destinationEntityId"];
const MAX_ID_BYTES = 1024;
const CONTROL = /[\0-\x1f\x7f-\x9f]/;
const ENCODER = new TextEncoder();

/** Each relationship less the service's own properties, with its type's defaults and all that is wrong with it. */
export function judge(rows, collection) {
  const ids = new Set();
  return rows.map((row) => {
    const { sourceERCollectionId, destinationERCollectionId, isActive, sysData, ...sent } = row;
    const errors = errorsOf(sent);
    if (isActive !== undefined && isActive !== true) errors.push(fault("notInEnumeration", "isActive", "NotInEnumeration"));
    for (const name of IDS) {
      const code = typeof sent[name] === "string" ? idFault(sent[name]) : undefined;
      if (code) errors.push(fault(code[0].toLowerCase() + code.slice(1), name, code));
    }
    const isDuplicate = ids.has(sent.id);
    ids.add(sent.id);
    if (isDuplicate) errors.push({ code: "duplicateId", path: ["id"], message: "Duplicate id in request" });
    const crossing = crossingErrors(sourceERCollectionId, destinationERCollectionId, collection);
    const destination = destinationERCollectionId ?? collection;
    return { sent, defaults: defaults[sent.relationshipType], destination, errors, crossing, isDuplicate };
  });
}

function errorsOf(sent) {
  const validate = typeof sent.relationshipType === "string" ? validators[sent.relationshipType] : undefined;
  if (validate?.(sent)) return [];
  const errors = [];
  if (sent.id === undefined) errors.push({ code: "idMissing", path: ["id"], message: "Relationship id is missing" });
  if (sent.relationshipType === undefined) {
    errors.push({ code: "typeMissing", path: ["relationshipType"], message: "Relationship type is missing" });
  } else if (!validate) {
    if (typeof sent.relationshipType === "string") {
      errors.push({ code: "typeNotRegistered", path: ["relationshipType"], message: "Failed-Invalid Schema" });
    }
    for (const name of REQUIRED) {
      if (sent[name] === undefined && name !== "id") errors.push(fault("propertyRequired", name, "PropertyRequired"));
    }
    for (const name of [...REQUIRED, ...RESTRICTED.slice(1)]) {
      if (sent[name] !== undefined && typeof sent[name] !== "string") errors.push(fault("stringExpected", name, "StringExpected"));
    }
    return errors;
  }
  for (const error of validate?.errors ?? []) {
    const told = toldOf(error);
    if (!(told.code === "propertyRequired" && errors.some(({ path }) => path[0] === told.path[0]))) errors.push(told);
  }
  return errors;
}

function toldOf({ keyword, params, instancePath, schemaPath }) {
  const name = params.missingProperty ?? params.additionalProperty ?? instancePath.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
  const kinds = {
    required: "PropertyRequired",
    additionalProperties: "NoAdditionalPropertiesAllowed",
    type: `${params.type?.[0].toUpperCase()}${params.type?.slice(1)}Expected`,
  };
  const kind = kinds[keyword];
  return { ...fault(kind[0].toLowerCase() + kind.slice(1), name, kind), keyword, schemaPath };
}

function fault(code, name, kind) {
  return { code, path: [name], message: `${name}:${kind}` };
}

function idFault(id) {
  if (id === "") return "IdEmpty";
  // A unit of UTF-16 takes three bytes at most.
  if (id.length * 3 > MAX_ID_BYTES && ENCODER.encode(id).length > MAX_ID_BYTES) return "IdTooLong";
  return CONTROL.test(id) ? "IdHasControlCharacter" : undefined;
}

function crossingErrors(source, destination, collection) {
  const errors = [];
  if (source !== undefined && source !== collection) {
    const message = "sourceERCollectionId must equal ercollectionid";
    errors.push({ code: "sourceCollectionMismatch", path: ["sourceERCollectionId"], message });
  }
  // Edges into other collections are left to ours.
  if (destination !== undefined && destination !== collection) {
    const message = "destinationERCollectionId is not accessible";
    errors.push({ code: "destinationNotAccessible", path: ["destinationERCollectionId"], message });
  }
  return errors;
}

/** What the update of a stored relationship may not change. */
export function restrictedErrors(sent, stored) {
  const errors = [];
  for (const name of RESTRICTED) {
    if (sent[name] !== undefined && sent[name] !== stored[name]) {
      const message = `Restricted property ${name} is not allowed to change`;
      errors.push({ code: "restrictedProperty", path: [name], message });
    }
  }
  return errors;
}

/** Restricted properties that are left out keep their stored value. */
export function keepRestricted(record, stored) {
  for (const name of RESTRICTED) {
    if (record[name] === undefined && stored[name] !== undefined) record[name] = stored[name];
  }
}
