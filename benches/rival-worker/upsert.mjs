// What a batch does to the store: one bulk read, and a write for each relationship that changed.

import { reached } from "./answer.mjs";
import { judge } from "./judge.mjs";
import { fillIn, isSame, restrictedErrors } from "./record.mjs";

/** The longest key that KV takes, and the most bytes that a unit of UTF-16 takes in UTF-8. */
const MAX_KEY_BYTES = 512;
const MAX_UNIT_BYTES = 3;
const ENCODER = new TextEncoder();

/** What became of each relationship, in the order of the request. */
export async function upsert(kv, rows, request) {
  const { collection, correlationId, transactionId, client, subject } = request;
  const items = await judge(kv, rows, request);
  const keys = [];
  for (const item of items) {
    if (item.isDuplicate || !item.hasValidId) continue;
    item.key = `r:${collection},${item.sent.id}`;
    if (item.key.length * MAX_UNIT_BYTES > MAX_KEY_BYTES) item.key = await shortKey(item.key, collection, item.sent.id);
    keys.push(item.key);
  }
  const found = keys.length > 0 ? await reached(kv.get(keys, { type: "json" })) : new Map();
  const system = {
    sysERCollectionId: collection,
    sysCorrelationId: correlationId ?? transactionId,
    sysTimestamp: new Date().toISOString(),
    sysClientId: client,
    sysRequestorId: subject,
  };
  const writes = [];
  const results = items.map(({ sent, key, destination, errors, crossing }) => {
    const id = typeof sent.id === "string" ? sent.id : undefined;
    const stored = found.get(key) ?? undefined;
    const all = stored ? [...errors, ...restrictedErrors(sent, stored), ...crossing] : [...errors, ...crossing];
    if (all.length > 0) return { id, errors: all };
    fillIn(sent, stored, collection, destination);
    if (stored && isSame(sent, stored)) return { id, outcome: "unchanged", sysData: stored.sysData };
    const version = stored ? stored.sysData.sysRelationshipVersion + 1 : 1;
    sent.sysData = { ...system, sysRelationshipVersion: version, sysRelationshipType: sent.relationshipType };
    const result = { id, outcome: stored ? "updated" : "created", sysData: sent.sysData };
    writes.push(write(kv, key, sent, result));
    return result;
  });
  await Promise.all(writes);
  return results;
}

async function write(kv, key, record, result) {
  try {
    await kv.put(key, JSON.stringify(record));
  } catch {
    result.errors = [{ code: "notStored", path: [], message: "Relationship could not be stored, retry" }];
  }
}

/** The key itself if it is short enough, else one with the id's hash. */
async function shortKey(key, collection, id) {
  if (ENCODER.encode(key).length <= MAX_KEY_BYTES) return key;
  const hash = await crypto.subtle.digest("SHA-256", ENCODER.encode(id));
  return `h:${collection},${new Uint8Array(hash).toHex()}`;
}
