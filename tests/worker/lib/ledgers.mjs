//! What the Durable Objects of a server that has ended have on the disk.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Shows the database of each collection's object.
 *
 * @param {string} state the server's folder
 * @param {(database: DatabaseSync, collection: string) => void} use
 */
export async function eachLedger(state, use) {
  const files = await readdir(state, { recursive: true });
  for (const file of files.filter((file) => file.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(state, file));
    const isLedger = rows(database, "SELECT 1 FROM sqlite_schema WHERE name = 'collection'").length > 0;
    for (const { id } of isLedger ? rows(database, "SELECT id FROM collection") : []) use(database, id);
    database.close();
  }
}

/** The rows of a statement. */
export function rows(database, statement) {
  return database.prepare(statement).all();
}
