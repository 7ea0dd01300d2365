// Interleaved rounds: whatever else the machine does meets all contenders alike. No dependency, so
// that it can be bundled for a page and for a Worker.

/** Rounds that count, and those before them in which engines make their code fast. */
export const ROUNDS = 31;
export const WARM_UP_ROUNDS = 3;

/**
 * Median and quartiles of a contender's rounds.
 *
 * @typedef {{name: string, low: number, median: number, high: number}} Row
 */

/** @returns {Row} */
export function summarize(name, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (q) => sorted[Math.round((sorted.length - 1) * q)];
  return { name, low: quantile(0.25), median: quantile(0.5), high: quantile(0.75) };
}

/**
 * Microseconds of a call of each contender.
 *
 * @param {Record<string, (call: number) => unknown>} contenders
 * @param {number} calls in a round: so many that neither the clock's resolution nor a garbage collection decides it
 * @returns {Row[]}
 */
export function compete(contenders, calls, rounds = ROUNDS) {
  const micros = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      for (let call = 0; call < calls; call += 1) run(call);
      if (round >= 0) micros.get(name).push(((performance.now() - start) * 1000) / calls);
    }
  }
  return [...micros].map(([name, values]) => summarize(name, values));
}
