// Registered collections and who may do what there, kept for as long as ours keeps them.

import { reached } from "./answer.mjs";

const CACHE_MILLIS = 60_000;
const MAX_CACHED = 1_000;

/** Weakest first. */
const PERMISSIONS = ["readonly", "readwrite", "admin", "owner"];

/** Those that there are; one that is not registered is looked for each time, so that registering takes effect at once. */
const collections = new Map();

export async function findCollection(kv, id) {
  const now = Date.now();
  const known = collections.get(id);
  if (known && now - known.readAt < CACHE_MILLIS) return known.value;
  const value = await reached(kv.get(`c:${id}`, { type: "json" }));
  if (collections.size >= MAX_CACHED) collections.clear();
  if (value) collections.set(id, { readAt: now, value });
  return value;
}

export function isAllowed(collection, subject, permission) {
  return PERMISSIONS.indexOf(collection?.access[subject]) >= PERMISSIONS.indexOf(permission);
}
