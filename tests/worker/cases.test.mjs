//! The table of `tests/cases/` against the built Worker in workerd; `src/core/tests/cases` has the
//! same answers to the same bytes natively.

import { after, before, test } from "node:test";
import { Run } from "../lib/expected.mjs";
import { loadCases } from "../lib/table.mjs";
import { sendDescribed } from "./lib/request.mjs";
import { readRecords, startWorker } from "./lib/server.mjs";

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
    ...Object.entries(collections).map(([id, access]) => ({ key: `c:${id}`, value: JSON.stringify({ access }) })),
    ...types.map((schema) => ({ key: `t:${schema.title}`, value: JSON.stringify(schema) })),
  ];
}

for (const { id, title, steps } of cases) {
  test(title, async () => {
    const run = new Run(server.url);
    runs.set(id, run);
    for (const { request, answer } of steps) {
      run.compareAnswer(answer, await sendDescribed(server.url, id, request));
    }
  });
}

// At the end and all at once: every look into the KV starts wrangler.
test("what is stored", async (t) => {
  const withStored = cases.filter(({ stored }) => stored !== undefined);
  const records = await readRecords(server.state, (key) => withStored.some((each) => isOf(each, key)));
  for (const each of withStored) {
    await t.test(each.title, () => {
      const own = Object.entries(records).filter(([key]) => isOf(each, key));
      runs.get(each.id).compareStored(each.stored, Object.fromEntries(own));
    });
  }
});

/** Whether a key is that of a relationship in one of the case's collections. */
function isOf({ collections }, key) {
  return Object.keys(collections).some((id) => key.startsWith(`r:${id},`) || key.startsWith(`h:${id},`));
}
