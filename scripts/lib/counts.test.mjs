import assert from "node:assert/strict";
import test from "node:test";
import { countCargoTests, countNodeTests, countOwnSum, countRun } from "./counts.mjs";

const CARGO = `
running 3 tests
test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
   Doc-tests core
test result: ok. 12 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.10s
`;

const NODE = `✔ prints a line of its own
ℹ pass 99
ℹ tests 10
ℹ suites 1
ℹ pass 4
ℹ fail 1
ℹ cancelled 2
ℹ skipped 2
ℹ todo 1
ℹ duration_ms 53.5
`;

test("cargo's result lines are summed up", () => {
  assert.deepEqual(countCargoTests(CARGO), { passed: 13, failed: 1, skipped: 3 });
});

test("node's last summary counts, cancelled tests as failed and those to do as skipped", () => {
  assert.deepEqual(countNodeTests(NODE), { passed: 4, failed: 3, skipped: 3 });
});

test("the last line of a command of ours counts, and no other", () => {
  assert.deepEqual(countOwnSum("9 passed, 9 failed, 9 skipped\nnote\n2 passed, 1 failed, 3 skipped\n"), { passed: 2, failed: 1, skipped: 3 });
  assert.deepEqual(countOwnSum("2 passed, 1 failed, 3 skipped\nerror: no more\n"), { passed: 0, failed: 0, skipped: 0 });
});

test("a run without tests of its own is one test", () => {
  assert.deepEqual(countRun(true, ""), { passed: 1, failed: 0, skipped: 0 });
  assert.deepEqual(countRun(false, "warning"), { passed: 0, failed: 1, skipped: 0 });
});

test("a run that ended with an error failed at least once", () => {
  assert.deepEqual(countRun(false, CARGO, countCargoTests), { passed: 13, failed: 1, skipped: 3 });
  assert.deepEqual(countRun(false, "error: could not compile", countCargoTests), { passed: 0, failed: 1, skipped: 0 });
});
