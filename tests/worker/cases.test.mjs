//! The table of `tests/cases/` against the built Worker in workerd; `src/core/tests/cases` has the
//! same answers to the same bytes natively. Each answer is held against `openapi.json`, too.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Run } from "../lib/expected.mjs";
import { collectionEntries } from "../../scripts/lib/dev-store.mjs";
import { loadCases } from "../lib/table.mjs";
import { description, sendDescribed } from "./lib/request.mjs";
import { readRecords, startWorker } from "./lib/server.mjs";

/** How long the copies in the KV may take to be what their writers have. */
const COPIES_MILLIS = 60_000;

/** Statuses that no case can bring about, and what does instead. */
const NEVER_SEEN = {
  429: "the limit is that of wrangler.toml, 6,000 requests: endpoint_laws and modes.test.mjs",
  500: "takes stored data that is damaged: endpoint_laws",
  501: "takes a Worker without its objects or its queue: modes.test.mjs, async.test.mjs",
  503: "takes a store or a key service that is away: endpoint_laws, tokens.test.mjs",
};

/** The same of one operation. */
const NEVER_SEEN_OF = {
  "POST /apollo/er/relationships 202": "takes a queue, which an endpoint in memory has not: async.test.mjs",
  "POST /apollo/er/relationships 409": "takes two requests at once: endpoint_laws",
};

const cases = await loadCases();
/** What each case has sent, for the look at what is stored. */
const runs = new Map();
let server;

before(async () => {
  server = await startWorker({ entries: cases.flatMap(entriesOf) });
});

after(() => server.stop());

function entriesOf({ collections, types }) {
  return [
    ...Object.entries(collections).flatMap(([id, access]) => collectionEntries(id, access)),
    ...types.map((schema) => ({ key: `t:${schema.title}`, value: JSON.stringify(schema) })),
  ];
}

for (const { id, title, steps } of cases) {
  test(title, async () => {
    const run = new Run(server.url);
    runs.set(id, run);
    for (const { request, answer } of steps) {
      run.compareAnswer(answer, await sendDescribed(server.url, id, run.fill(request)));
    }
  });
}

test("every answer that openapi.json describes was seen, but for exceptions with a reason", () => {
  const unseen = description.unseen().filter((each) => !(each.split(" ").at(-1) in NEVER_SEEN));
  assert.deepEqual(unseen.sort(), Object.keys(NEVER_SEEN_OF).sort());
});

// At the end and all at once: every look into the KV starts wrangler.
test("what is stored", async (t) => {
  const differences = await waitForCopies(cases.filter(({ stored }) => stored !== undefined));
  for (const [{ title }, difference] of differences) {
    await t.test(title, () => {
      if (difference) throw difference;
    });
  }
});

/** What differs of each case's records, if anything, once nothing does or time is up. */
async function waitForCopies(cases) {
  const deadline = Date.now() + COPIES_MILLIS;
  for (;;) {
    const records = Object.entries(await readRecords(server.state, (key) => cases.some((each) => isOf(each, key))));
    const differences = new Map(cases.map((each) => [each, differenceOf(each, records)]));
    const isDone = [...differences.values()].every((difference) => difference === undefined);
    if (isDone || Date.now() >= deadline) return differences;
    await sleep(500);
  }
}

function differenceOf(each, records) {
  const own = records.filter(([key]) => isOf(each, key));
  try {
    runs.get(each.id).compareStored(each.stored, Object.fromEntries(own));
  } catch (error) {
    return error;
  }
}

/** Whether a key is that of a relationship in one of the case's collections. */
function isOf({ collections }, key) {
  return Object.keys(collections).some((id) => key.startsWith(`r:${id},`) || key.startsWith(`h:${id},`));
}
