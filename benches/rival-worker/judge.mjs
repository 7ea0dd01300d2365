// What is wrong with each relationship: Ajv by its type's schema, ids, duplicates, collections.

// Made of the types' schemas by build.mjs: a function for each type.
import { validators } from "#validators";

import { findCollection, isAllowed } from "./collections.mjs";

const REQUIRED = ["relationshipName", "sourceEntityId", "destinationEntityId"];
const STRINGS = [
  "id",
  "relationshipName",
  "relationshipType",
  "sourceEntityId",
  "destinationEntityId",
  "brickRelationshipType",
  "brickRelationshipName",
  "brickSourceEntityType",
  "brickSourceEntitySubType",
  "brickDestinationEntityType",
  "brickDestinationEntitySubType",
];
const ENVELOPE = ["sourceERCollectionId", "destinationERCollectionId", "isActive", "sysData"];
const IDS = ["id", "sourceEntityId", "destinationEntityId"];
const MAX_ID_BYTES = 1024;
const MAX_UNIT_BYTES = 3;
const MAX_ERRORS = 64;
const CONTROL = /[\0-\x1f\x7f-\x9f]/;
const ENCODER = new TextEncoder();

/** Each relationship without the service's own properties, and all that is wrong with it. */
export async function judge(kv, rows, { collection, subject }) {
  const accessible = await accessibleCollections(kv, rows, collection, subject);
  const ids = new Set();
  return rows.map((row) => {
    const sent = withoutEnvelope(row);
    const errors = schemaErrors(sent);
    if (row.isActive !== undefined && row.isActive !== true) errors.push(fault("notInEnumeration", "isActive", "NotInEnumeration"));
    let hasValidId = typeof sent.id === "string";
    for (const name of IDS) {
      const kind = typeof sent[name] === "string" ? idFault(sent[name]) : undefined;
      if (kind === undefined) continue;
      errors.push(fault(codeOf(kind), name, kind));
      if (name === "id") hasValidId = false;
    }
    const isDuplicate = typeof sent.id === "string" && ids.has(sent.id);
    if (isDuplicate) errors.push({ code: "duplicateId", path: ["id"], message: "Duplicate id in request" });
    else ids.add(sent.id);
    errors.splice(MAX_ERRORS);
    const crossing = crossingErrors(row, collection, accessible);
    return { sent, hasValidId, isDuplicate, errors, crossing, destination: row.destinationERCollectionId ?? collection };
  });
}

/** The collections beside this one that relationships lead to and that the caller may read. */
async function accessibleCollections(kv, rows, collection, subject) {
  const others = new Set();
  for (const { destinationERCollectionId: other } of rows) {
    if (typeof other === "string" && other !== collection) others.add(other);
  }
  const readable = new Set();
  const look = async (id) => {
    if (isAllowed(await findCollection(kv, id), subject, "readonly")) readable.add(id);
  };
  await Promise.all(Array.from(others, look));
  return readable;
}

/** Few rows have any of these, and copying an object costs more than judging it. */
function withoutEnvelope(row) {
  if (ENVELOPE.every((name) => row[name] === undefined)) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => !ENVELOPE.includes(name)));
}

function schemaErrors(sent) {
  const validate = typeof sent.relationshipType === "string" ? validators[sent.relationshipType] : undefined;
  if (validate?.(sent)) return [];
  const errors = [];
  if (sent.id === undefined) errors.push({ code: "idMissing", path: ["id"], message: "Relationship id is missing" });
  if (sent.relationshipType === undefined) {
    errors.push({ code: "typeMissing", path: ["relationshipType"], message: "Relationship type is missing" });
  } else if (typeof sent.relationshipType === "string" && !validate) {
    errors.push({ code: "typeNotRegistered", path: ["relationshipType"], message: "Failed-Invalid Schema" });
  }
  if (!validate) return [...errors, ...errorsWithoutType(sent)];
  // Of a missing id or type it is said above, in words of their own.
  const others = validate.errors.map(told).filter(({ path: [name] }) => !errors.some(({ path }) => path[0] === name));
  return [...errors, ...inOrder(others, Object.keys(sent))];
}

/** What is missing, then what is wrong with the properties in the order in which they were sent. */
function inOrder(errors, names) {
  return errors.sort((a, b) => names.indexOf(a.path[0]) - names.indexOf(b.path[0]));
}

/** What can be said without a schema. */
function errorsWithoutType(sent) {
  const missing = REQUIRED.filter((name) => sent[name] === undefined);
  const wrong = STRINGS.filter((name) => sent[name] !== undefined && typeof sent[name] !== "string");
  return [
    ...missing.map((name) => fault("propertyRequired", name, "PropertyRequired")),
    ...wrong.map((name) => fault("stringExpected", name, "StringExpected")),
  ];
}

/** An error of Ajv in the contract's words. */
function told({ keyword, params, instancePath, schemaPath }) {
  const name = params.missingProperty ?? params.additionalProperty ?? instancePath.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
  const kinds = {
    required: "PropertyRequired",
    additionalProperties: "NoAdditionalPropertiesAllowed",
    type: `${params.type?.[0].toUpperCase()}${params.type?.slice(1)}Expected`,
  };
  const kind = kinds[keyword];
  return { ...fault(codeOf(kind), name, kind), keyword, schemaPath };
}

function fault(code, name, kind) {
  return { code, path: [name], message: `${name}:${kind}` };
}

/** Codes are the kinds with a small letter at the beginning. */
function codeOf(kind) {
  return kind[0].toLowerCase() + kind.slice(1);
}

function idFault(id) {
  if (id === "") return "IdEmpty";
  if (id.length * MAX_UNIT_BYTES > MAX_ID_BYTES && ENCODER.encode(id).length > MAX_ID_BYTES) return "IdTooLong";
  return CONTROL.test(id) ? "IdHasControlCharacter" : undefined;
}

function crossingErrors({ sourceERCollectionId: source, destinationERCollectionId: destination }, collection, accessible) {
  const errors = [];
  if (source !== undefined && source !== collection) {
    const message = "sourceERCollectionId must equal ercollectionid";
    errors.push({ code: "sourceCollectionMismatch", path: ["sourceERCollectionId"], message });
  }
  if (destination !== undefined && destination !== collection && !accessible.has(destination)) {
    const message = "destinationERCollectionId is not accessible";
    errors.push({ code: "destinationNotAccessible", path: ["destinationERCollectionId"], message });
  }
  return errors;
}
