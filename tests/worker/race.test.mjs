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
  const { violations } = await race({ seconds: 3, kills: 0, seed: Number(RACE_SEED), config, isKvAlone: true });
  const found = (text) => violations.some((violation) => violation.includes(text));
  assert.ok(found("was told to"), "two writers were told the same version");
  assert.ok(found("counted"), "increments were lost");
  assert.ok(found("two answers of one key"), "keys were remembered");
});
