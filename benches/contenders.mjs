// What competes, bundled for Node, for a page and for a Worker, so it needs none of them.

import { relationship, validate, validateBytes, validateText } from "er-relationships";

import { ajvCounter } from "./judges/ajv.mjs";
import { rowsJudge, sharedSchema } from "./judges/rows.mjs";
import { countByTypebox } from "./judges/typebox.mjs";
import { countByValibot } from "./judges/valibot.mjs";
import { countByZod } from "./judges/zod.mjs";

export { compileAjv } from "./judges/ajv.mjs";
export { compete } from "./lib/rounds.mjs";

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

/** What must not pass, made of a row that does. */
const BREAKS = [
  (row) => ({ ...row, id: undefined }),
  (row) => ({ ...row, relationshipName: 1 }),
  (row) => ({ ...row, more: "x" }),
  (row) => ({ ...row, customData: [] }),
  (row) => ({ ...row, relationshipType: "feeds" }),
];

/**
 * @param {string[]} texts bodies of 100 rows
 * @param {Record<string, Function>} validators Ajv's, by the names of types
 * @returns {Record<string, Record<string, (call: number) => unknown>>} functions by what they compete in
 */
export function makeContenders(texts, validators) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const bodies = texts.map((text) => new TextEncoder().encode(text));
  const bytes = (call) => bodies[call % bodies.length];
  const parse = (call) => JSON.parse(decoder.decode(bytes(call)));
  const names = Object.keys(validators);
  const counters = {
    Ajv: ajvCounter(validators),
    typebox: sharedSchema(names, countByTypebox),
    zod: sharedSchema(names, countByZod),
    valibot: sharedSchema(names, countByValibot),
  };
  checkVerdicts(texts, counters);
  const rows = {
    "JSON.parse alone": (call) => JSON.parse(texts[call % texts.length]),
    "JSON.parse alone, of the bytes": parse,
  };
  const form = {};
  for (const [name, countIssues] of Object.entries(counters)) {
    const judge = rowsJudge(countIssues);
    rows[`JSON.parse + ${name}, of the bytes`] = (call) => judge(parse(call));
    form[name] = () => countIssues(FORM);
  }
  rows["`validateText`"] = (call) => validateText(texts[call % texts.length]);
  rows["`validateBytes`"] = (call) => validateBytes(bytes(call));
  form["`validate`"] = () => validate(FORM);
  form["`relationship` (Standard Schema)"] = () => relationship["~standard"].validate(FORM);
  return { rows, form, ...growth(bodies, rowsJudge(counters.Ajv), decoder) };
}

/** One relationship, a body of 100, and 10,000 in bodies of 100. */
function growth(bodies, judgeByAjv, decoder) {
  const one = new TextEncoder().encode(JSON.stringify(JSON.parse(decoder.decode(bodies[0]))[0]));
  const sizes = { 1: [one], 100: [bodies[0]], 10_000: Array.from({ length: 100 }, (_, n) => bodies[n % bodies.length]) };
  const listOf = (value) => (Array.isArray(value) ? value : [value]);
  return Object.fromEntries(
    Object.entries(sizes).map(([size, some]) => [
      `growth ${size}`,
      {
        "JSON.parse alone, of the bytes": () => some.forEach((body) => JSON.parse(decoder.decode(body))),
        "JSON.parse + Ajv, of the bytes": () => some.forEach((body) => judgeByAjv(listOf(JSON.parse(decoder.decode(body))))),
        "`validateBytes`": () => some.forEach((body) => validateBytes(body)),
      },
    ]),
  );
}

/** All have the same verdict, on what is right and on what is not. */
function checkVerdicts(texts, counters) {
  for (const text of texts) {
    const rows = JSON.parse(text);
    const isRight = { us: validateText(text).valid, ...verdictsOf(counters, rows) };
    if (Object.values(isRight).includes(false)) throw new Error(`a body is right, but not to all: ${JSON.stringify(isRight)}`);
    const broken = BREAKS[texts.indexOf(text) % BREAKS.length](rows[0]);
    const isAccepted = { us: validate(broken).valid, ...verdictsOf(counters, [broken]) };
    if (Object.values(isAccepted).includes(true)) throw new Error(`a row is wrong, but not to all: ${JSON.stringify(isAccepted)}`);
  }
  if (!validate(FORM).valid) throw new Error("the form's object is wrong");
}

function verdictsOf(counters, rows) {
  return Object.fromEntries(Object.entries(counters).map(([name, count]) => [name, rowsJudge(count)(rows) === 0]));
}
