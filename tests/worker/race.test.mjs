//! Clients that race, and a server that is killed meanwhile. `npm run race` runs it for longer.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { buildWorker } from "../../scripts/lib/build.mjs";
import { OBJECTS, writeConfig } from "./lib/config.mjs";
import { describe, race } from "./race/race.mjs";

/** `RACE_SEED` runs the same choices again, as far as time allows. */
const { RACE_SEED = String(Date.now() % 1_000_000) } = process.env;

/** Races on KV alone, at the most. */
const MAX_ROUNDS = 6;

before(buildWorker);

test("clients race, the server is killed three times, and everything that was promised holds", async () => {
  const seed = Number(RACE_SEED);
  const { violations, counts, log } = await race({ seconds: 12, kills: 3, seed });
  console.log(`note: race with seed ${seed}: ${describe(counts)}`);
  assert.deepEqual(violations, [], log);
  assert.equal(counts.found, counts.acknowledged);
});

test("the same race finds out what KV alone does not promise", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "race-test-"));
  t.after(() => rm(folder, { recursive: true }));
  const config = await writeConfig(folder, { without: OBJECTS });
  const missing = new Map([
    ["was told to", "two writers were told the same version"],
    ["counted", "increments were lost"],
    ["two answers of one key", "a key did not keep a request from being done again"],
  ]);
  // Each takes some luck on a slow machine.
  for (let round = 0; round < MAX_ROUNDS && missing.size > 0; round += 1) {
    const { violations } = await race({ seconds: 3, kills: 0, seed: Number(RACE_SEED) + round, config, isKvAlone: true });
    for (const word of missing.keys()) if (violations.some((text) => text.includes(word))) missing.delete(word);
  }
  assert.deepEqual([...missing.values()], [], "not found");
});
