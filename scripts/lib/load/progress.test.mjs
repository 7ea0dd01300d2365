import assert from "node:assert/strict";
import test from "node:test";
import { createProgress, describeCounts } from "./progress.mjs";

/** An output that remembers, and a clock that stands still unless told. */
function fixture(isTTY) {
  const written = [];
  const clock = { millis: 0 };
  const output = { isTTY, write: (text) => written.push(text) };
  return { written, clock, progress: createProgress(output, () => clock.millis) };
}

test("the usual outcomes are always named, others when there are some", () => {
  assert.equal(describeCounts({ created: 1900, failed: 28 }), "1,928 rows: 1,900 created, 0 updated, 0 unchanged, 28 failed");
  assert.equal(describeCounts({ upserted: 2 }), "2 rows: 0 created, 0 updated, 0 unchanged, 0 failed, 2 upserted");
});

test("a terminal sees each batch, with the rate of this run alone", () => {
  const { written, clock, progress } = fixture(true);
  progress.show({ line: 0, counts: {} });
  clock.millis = 500;
  progress.show({ line: 100, counts: { created: 100 } });
  assert.deepEqual(written, ["\r\x1b[K100 rows: 100 created, 0 updated, 0 unchanged, 0 failed; 200 rows/s"]);
});

test("a log hears of it every ten seconds, and where an interrupted load goes on", () => {
  const { written, clock, progress } = fixture(false);
  progress.show({ line: 1000, counts: { created: 1000 } });
  for (const millis of [9_999, 10_000, 19_999]) {
    clock.millis = millis;
    progress.show({ line: 1100, counts: { created: 1100 } });
  }
  assert.deepEqual(written, [
    "going on after line 1,000\n",
    "1,100 rows: 1,100 created, 0 updated, 0 unchanged, 0 failed; 10 rows/s\n",
  ]);
});
