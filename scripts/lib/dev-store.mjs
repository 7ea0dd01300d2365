//! Registers collections and relationship types in the KV of a local server, running or not:
//! wrangler's own commands on the folder that the server keeps its state in. A running server sees
//! what is new with its next request, and what was changed when its cache of a minute has ended.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.mjs";
import { DEV } from "./places.mjs";

/** Where `npm start` keeps its state. Deleting it makes the endpoint empty again. */
export const STATE = join(DEV, "state");

/** What a caller may hold in a collection, strongest first. */
export const PERMISSIONS = ["owner", "admin", "readwrite", "readonly"];

/** The rule for `ercollectionid`: 1 to 128 bytes, printable ASCII, no space, no comma. */
export function isCollectionId(id) {
  return /^[!-+\--~]{1,128}$/.test(id);
}

/**
 * Registers a collection, or replaces its access list.
 *
 * @param {string} id
 * @param {Record<string, string>} access permission by token subject
 */
export async function putCollection(id, access, state = STATE) {
  await put(collectionEntries(id, access), state);
}

/** What is stored of a collection: its registration, and what its users find it by in lists. */
export function collectionEntries(id, access) {
  // As the core's `access_prefix` writes them, but for users with names of hundreds of characters.
  const escaped = (user) => user.replaceAll("%", "%25").replaceAll(",", "%2C");
  const index = Object.entries(access).map(([user, permission]) => ({ key: `s:${escaped(user)},${id}`, value: permission }));
  return [...index, { key: collectionKey(id), value: JSON.stringify({ access }) }];
}

/** Whether a collection is registered. */
export async function hasCollection(id, state = STATE) {
  const listing = await runKv(["key", "list", "--prefix", collectionKey(id)], state);
  return JSON.parse(listing).some(({ name }) => name === collectionKey(id));
}

/** Registers relationship types, or replaces them: draft-06 schemas whose `title` is the type's name. */
export async function putRelationshipTypes(schemas, state = STATE) {
  await put(schemas.map((schema) => ({ key: `t:${schema.title}`, value: JSON.stringify(schema) })), state);
}

function collectionKey(id) {
  return `c:${id}`;
}

/** Writes all entries with one start of wrangler, which takes a second however many there are. */
async function put(entries, state) {
  const folder = await mkdtemp(join(tmpdir(), "er-relationships-"));
  try {
    const file = join(folder, "entries.json");
    await writeFile(file, JSON.stringify(entries));
    await runKv(["bulk", "put", file], state);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One of `wrangler kv`'s commands on the KV that a state folder holds; returns what it printed. */
export function runKv(args, state) {
  return run("wrangler", ["kv", ...args, "--local", "--binding", "RELATIONSHIPS", "--persist-to", state]);
}
