//! Random JSON for tests, the same on each run.

/** Numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TEXTS = ["", "a", '"', "\\", "\\\"", "[", "]", "{", "}", ",", ":", "\n", "ä", "😀", "__proto__", "},{", "\u2028"];

/** Any value, with what a splitter may stumble over in its texts and names. */
export function randomJson(random: () => number, depth: number): unknown {
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!;
  const text = () => pick(TEXTS) + pick(TEXTS);
  const kind = Math.floor(random() * (depth > 0 ? 6 : 4));
  if (kind === 0) return text();
  if (kind === 1) return pick([0, -1.5, 1e300, 12345678901]);
  if (kind === 2) return pick([true, false, null]);
  const size = Math.floor(random() * 4);
  if (kind === 4) return Array.from({ length: size }, () => randomJson(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, () => [text(), kind === 3 ? text() : randomJson(random, depth - 1)]));
}
