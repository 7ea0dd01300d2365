//! Reading from what test programs print how many tests there were.

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

/** Counts of `cargo test`, which prints one result line for each test binary. */
export function countCargoTests(output) {
  const results = output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm);
  return [...results].reduce((sum, [, passed, failed, skipped]) => {
    return add(sum, { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) });
  }, NOTHING);
}

/** Counts of `node --test` with its `spec` reporter, which ends with a line for each kind. */
export function countNodeTests(output) {
  const number = (kind) => Number([...output.matchAll(new RegExp(`^ℹ ${kind} (\\d+)$`, "gm"))].at(-1)?.[1] ?? 0);
  return { passed: number("pass"), failed: number("fail") + number("cancelled"), skipped: number("skipped") + number("todo") };
}

/** Counts of our own commands, which end with them. */
export function countOwnSum(output) {
  const [, passed, failed, skipped] = output.match(/(?:^|\n)(\d+) passed, (\d+) failed, (\d+) skipped\n$/) ?? [0, 0, 0, 0];
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/**
 * What a run adds to the sum. One without tests of its own, as a lint, is one test. One that ended
 * with an error failed at least once, whatever it printed: it may not have come to its tests at all.
 *
 * @param {boolean} hasPassed
 * @param {string} output
 * @param {(output: string) => Counts} [countTests]
 * @returns {Counts}
 */
export function countRun(hasPassed, output, countTests) {
  const counts = countTests ? countTests(output) : { ...NOTHING, passed: hasPassed ? 1 : 0 };
  return hasPassed ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}

export const NOTHING = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/** @returns {Counts} */
export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
