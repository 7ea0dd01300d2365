// What a batch does to the store: one bulk read, and a write for each relationship that changed.

import { judge, keepRestricted, restrictedErrors } from "./judge.mjs";

/** The outcome of each relationship, in the order of the request. */
export async function upsert(kv, rows, request) {
  const { collection, correlationId, transactionId, client, subject } = request;
  const judged = judge(rows, collection);
  const keys = judged.map(({ sent, isDuplicate }) => (typeof sent.id === "string" && !isDuplicate ? `r:${collection},${sent.id}` : undefined));
  const wanted = keys.filter((key) => key !== undefined);
  const found = wanted.length > 0 ? await kv.get(wanted, { type: "json" }) : new Map();
  const system = {
    sysERCollectionId: collection,
    sysCorrelationId: correlationId ?? transactionId,
    sysTimestamp: new Date().toISOString(),
    sysClientId: client,
    sysRequestorId: subject,
  };
  return Promise.all(
    judged.map(async (item, index) => {
      const { sent } = item;
      const id = typeof sent.id === "string" ? sent.id : undefined;
      const stored = found.get(keys[index]) ?? undefined;
      const restricted = stored ? restrictedErrors(sent, stored) : [];
      const errors = [...item.errors, ...restricted, ...item.crossing];
      if (errors.length > 0) return { id, errors };
      const record = { ...sent };
      if (stored) keepRestricted(record, stored);
      for (const name in item.defaults) record[name] ??= item.defaults[name];
      record.sourceERCollectionId = collection;
      record.destinationERCollectionId = item.destination;
      record.isActive = true;
      if (stored && isSame(record, stored)) return { id, outcome: "unchanged", sysData: stored.sysData };
      const version = (stored?.sysData.sysRelationshipVersion ?? 0) + 1;
      record.sysData = { ...system, sysRelationshipVersion: version, sysRelationshipType: sent.relationshipType };
      await kv.put(keys[index], JSON.stringify(record));
      return { id, outcome: stored ? "updated" : "created", sysData: record.sysData };
    }),
  );
}

/** Whether a stored record has the members of this one, and but for `sysData` no others. */
function isSame(record, stored) {
  let count = 0;
  for (const name in record) {
    if (!isEqual(record[name], stored[name])) return false;
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
