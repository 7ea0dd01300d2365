// The npm package against what a JavaScript team would use in its place, in one process, in
// interleaved rounds. Bundled by run.mjs for Node and for a page of Chromium, so it needs neither.

import { relationship, validate, validateBytes, validateText } from "er-relationships";

import { ajvJudge } from "./ajv.mjs";

const ROUNDS = 31;
/** Long enough that the clock's resolution and a garbage collection do not decide a round. */
const CALLS_OF_100_ROWS = 400;
const CALLS_OF_ONE = 20_000;

/** What a form holds. */
const FORM = {
  id: "JCI-507-B1-hasPart-JCI-507-B1-F2",
  relationshipName: "JCI-507-B1 hasPart JCI-507-B1-F2",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "JCI-507-B1",
  destinationEntityId: "JCI-507-B1-F2",
  brickSourceEntityType: "BRICK_0_4__Location",
  customData: { floor: 2, label: "second" },
};

/**
 * Medians and quartiles in µs of each contender, for the text of 100 rows and for one object.
 *
 * @param {string[]} texts bodies of 100 rows
 * @param {object[]} schemas those of the built-in types
 */
export function measure(texts, schemas) {
  const judgeByAjv = ajvJudge(schemas);
  const bodies = texts.map((text) => new TextEncoder().encode(text));
  for (const text of texts) {
    if (!validateText(text).valid || judgeByAjv(JSON.parse(text)) !== 0) throw new Error("a body is not valid");
  }
  if (!validate(FORM).valid || judgeByAjv([FORM]) !== 0) throw new Error("the form's object is not valid");
  return {
    rows: compete(CALLS_OF_100_ROWS, {
      "JSON.parse alone": (n) => JSON.parse(texts[n % texts.length]),
      "JSON.parse + Ajv": (n) => judgeByAjv(JSON.parse(texts[n % texts.length])),
      validateText: (n) => validateText(texts[n % texts.length]),
      validateBytes: (n) => validateBytes(bodies[n % bodies.length]),
    }),
    form: compete(CALLS_OF_ONE, {
      "Ajv, duplicate ids": () => judgeByAjv([FORM]),
      "Ajv, of JSON.parse(JSON.stringify())": () => judgeByAjv([JSON.parse(JSON.stringify(FORM))]),
      validate: () => validate(FORM),
      "relationship (Standard Schema)": () => relationship["~standard"].validate(FORM),
    }),
  };
}

function compete(calls, contenders) {
  const times = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -3; round < ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      for (let call = 0; call < calls; call += 1) run(call);
      if (round >= 0) times.get(name).push(((performance.now() - start) * 1000) / calls);
    }
  }
  return [...times].map(([name, micros]) => {
    const sorted = micros.sort((a, b) => a - b);
    const [low, median, high] = [0.25, 0.5, 0.75].map((q) => sorted[Math.round((sorted.length - 1) * q)]);
    return { name, low, median, high };
  });
}
