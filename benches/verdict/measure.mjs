// From bytes, and from a form's object, to a verdict: the npm package and its rivals in Node, in headless
// Chromium and in workerd.

import { measureInChromium } from "./chromium.mjs";
import { measureInNode } from "./node.mjs";
import { measureInWorkerd } from "./workerd.mjs";
import { contenderTable, figure, table } from "../lib/tables.mjs";

const YARDSTICK = "JSON.parse alone";
const RIVALS = ["Ajv", "typebox", "zod", "valibot"];

/**
 * @param {import("../run.mjs").Materials} materials
 * @returns {Promise<import("../run.mjs").Measured>}
 */
export async function measureVerdicts(materials) {
  const places = [await measureInNode(materials), await measureInChromium(materials), await measureInWorkerd(materials)];
  const parts = places.filter(Boolean).map(({ place, results }) => ({ title: `${place}, ${materials.name}`, place, results }));
  const tables = {
    rows: parts.map(({ title, results }) => `${title}:\n\n${contenderTable("100 rows to verdict", "µs", results.rows)}`).join("\n"),
    form: parts.map(({ title, results }) => `${title}:\n\n${contenderTable("one object to its verdict", "µs", results.form)}`).join("\n"),
    growth: parts.map(({ title, results }) => `${title}:\n\n${growthTable(results)}`).join("\n"),
  };
  return { tables, summary: parts.flatMap(({ place, results }) => [...rowsSummary(place, results), ...formSummary(place, results)]) };
}

function growthTable(results) {
  const sizes = [1, 100, 10_000];
  const names = results["growth 1"].map(({ name }) => name);
  const head = ["", ...sizes.map((size) => `${size.toLocaleString("en")}: µs`), ...sizes.map((size) => `µs a row`)];
  const rows = names.map((name) => {
    const medians = sizes.map((size) => results[`growth ${size}`].find((row) => row.name === name).median);
    return [name, ...medians.map(figure), ...medians.map((median, n) => figure(median / sizes[n]))];
  });
  return table(head, rows);
}

function rowsSummary(place, { rows }) {
  const ours = medianOf(rows, "`validateBytes`");
  const alone = medianOf(rows, YARDSTICK);
  const rivals = RIVALS.map((name) => `${name} ${(medianOf(rows, `JSON.parse + ${name}, of the bytes`) / alone).toFixed(2)}`);
  const share = ours / alone;
  return [[`bytes to verdict, 100 rows, ${place}`, `${share.toFixed(2)} of ${YARDSTICK}`, rivals.join(", "), "0.8", reached(share <= 0.8)]];
}

function formSummary(place, { form }) {
  const ours = medianOf(form, "`validate`");
  const fastest = Math.min(...RIVALS.map((name) => medianOf(form, name)));
  const rivals = RIVALS.map((name) => `${name} ${figure(medianOf(form, name))}`);
  return [
    [`an object of a form, ${place}`, `${figure(ours)} µs`, rivals.join(", "), "5 µs", reached(ours <= 5)],
    ["", `${(ours / fastest).toFixed(1)} times the fastest`, "", "2", reached(ours <= 2 * fastest)],
  ];
}

function medianOf(rows, name) {
  return rows.find((row) => row.name === name).median;
}

function reached(isReached) {
  return isReached ? "yes" : "no";
}
