//! The judge of the race, given races in which one thing went wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { counter, relationship } from "./records.mjs";
import { judge } from "./model.mjs";

const FEEDS = { relationshipType: "BRICK_0_4__feeds" };

/** A race that went well: a creation and an update of `a`, each followed by its reads; a dry run; a counter. */
function goodRace() {
  const [first, second] = [relationship("a", "ann/1", FEEDS, 10), relationship("a", "ben/1", FEEDS, 10)];
  const zero = counter("counter-0", "ann/2", 0);
  const [one, two, none] = [stored(first, 1), stored(second, 2), stored(zero, 1)];
  const history = [
    write({ client: "ann", key: "k", sent: first, outcome: "created", version: 1, times: [0, 1] }),
    read("a", one, true, [2, 3]),
    read("a", one, false, [4, 5]),
    write({ client: "ben", sent: second, outcome: "updated", version: 2, times: [6, 7], ifMatch: 1 }),
    read("a", two, true, [8, 9]),
    read("a", two, false, [10, 11]),
    write({ client: "ben", sent: relationship("a", "ben/2", FEEDS, 10), outcome: "updated", version: 3, times: [12, 13], isDryRun: true }),
    write({ client: "ann", key: "k", sent: first, outcome: "created", version: 1, times: [14, 15], isRepeated: true }),
    write({ client: "ann", key: "c", sent: zero, outcome: "created", version: 1, times: [16, 17] }),
  ];
  const last = [];
  for (const [id, record] of [["a", two], ["counter-0", none]]) {
    const [strong, eventual] = [read(id, record, true, [20, 21]), read(id, record, false, [22, 23])];
    last.push({ collection: "c", id, strong, eventual });
    history.push(strong, eventual);
  }
  const chains = new Map([
    ["c a", [{ version: 1, record: one }, { version: 2, record: two }]],
    ["c counter-0", [{ version: 1, record: none }]],
  ]);
  const transactions = new Set(["t ann/1", "t ben/1", "t ann/2"]);
  return { history, last, chains, transactions };
}

function stored(sent, version) {
  return { ...sent, isActive: true, sysData: { sysRelationshipVersion: version } };
}

function write({ sent, outcome, version, times: [start, end], ...rest }) {
  const item = { id: sent.id, mark: sent.relationshipName, sent, isValid: true };
  const success = [{ id: sent.id, index: 0, outcome, sysData: { sysRelationshipVersion: version } }];
  const body = JSON.stringify({ transactionId: `t ${item.mark}`, data: { responses: { success } } });
  const answer = { status: 201, headers: { etag: `"${version}"` }, body };
  return { kind: "write", collection: "c", items: [item], start, end, answer, attempts: [{ start, end, answer }], isDryRun: false, ...rest };
}

function read(id, record, isStrong, [start, end]) {
  const answer = { status: 200, headers: {}, body: "" };
  const version = record.sysData.sysRelationshipVersion;
  return { kind: "read", collection: "c", id, isStrong, record, version, start, end, answer, attempts: [{ start, end, answer }] };
}

test("a race that went well has no violations", () => {
  const { violations, counts } = judge(goodRace());
  assert.deepEqual(violations, []);
  assert.deepEqual([counts.acknowledged, counts.found, counts.stored], [3, 3, 3]);
});

/** What goes wrong, how the race shows it, and a word of what is reported. */
const FAULTS = [
  ["an acknowledged version is missing", ({ chains }) => chains.get("c a").pop(), "acknowledged and is not stored"],
  ["a version is missing between others", ({ chains }) => chains.get("c a").shift(), "version 1 is missing"],
  ["a request is executed twice", ({ chains }) => chains.get("c a").push({ version: 3, record: stored(chains.get("c a")[1].record, 3) }), "stored twice"],
  ["a restricted property changes", ({ chains }) => (chains.get("c a")[1].record.relationshipType = "other"), "a restricted property changed"],
  ["half of a record is stored", ({ chains }) => (chains.get("c a")[1].record.sourceEntityId = "from ann/1"), "torn"],
  ["a strong read is old", ({ history }) => moveRead(history, 1, [7.1, 7.2]), "a strong read of version 1 after version 2"],
  ["a copy becomes older", ({ history }) => moveRead(history, 2, [12, 13]), "a copy of version 1 after version 2"],
  ["a read is before its write", ({ history }) => moveRead(history, 4, [5, 5.5]), "before it was sent"],
  ["a version is told to two", ({ history }) => editAnswer(history[3], '"sysRelationshipVersion":2', '"sysRelationshipVersion":1'), "was told to"],
  ["an update is lost", ({ history }) => (history[3].ifMatch = 0), "a lost update"],
  ["a key has two answers", ({ history }) => editAnswer(history[7], "created", "unchanged"), "two answers of one key"],
  ["a dry run is stored", ({ history }) => (history[3].isDryRun = true), "the dry run ben/1 was stored"],
  ["what was refused is stored", ({ history }) => (history[3].answer.status = 412), "was refused and is stored"],
  ["a copy stays old", ({ last, chains }) => Object.assign(last[0].eventual, chains.get("c a")[0]), "and stays so"],
  ["an increment is lost", ({ history }) => history.splice(8, 1), "0 acknowledged"],
  ["the log has lost a request", ({ transactions }) => transactions.delete("t ann/1"), "the log has no request"],
  ["an answer is a fault", ({ history }) => (history[0].attempts = [{ start: 0, end: 1, answer: { status: 500, body: "" } }]), "answered 500"],
];

for (const [title, spoil, word] of FAULTS) {
  test(`${title}: reported`, () => {
    const found = structuredClone(goodRace());
    spoil(found);
    const { violations } = judge(found);
    assert.ok(violations.some((text) => text.includes(word)), `not reported: ${violations}`);
  });
}

function moveRead(history, index, [start, end]) {
  Object.assign(history[index], { start, end });
  Object.assign(history[index].attempts[0], { start, end });
}

function editAnswer({ answer }, from, to) {
  assert.ok(answer.body.includes(from));
  answer.body = answer.body.replace(from, to);
}
