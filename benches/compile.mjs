// Schemas of relationship types, made ready to judge by: the npm package's catalog and Ajv. And what the
// built-in types take, which nobody has to compile.

import { compete, summarize } from "./lib/rounds.mjs";
import { contenderTable, figure } from "./lib/tables.mjs";

const ROUNDS = 21;
const STARTS = 15;

/** @param {import("./run.mjs").Materials} materials */
export async function measureCompile({ bundle, schemas, texts, packageIndex }) {
  const { compileAjv } = await import(bundle);
  const { createCatalog } = await import(packageIndex);
  // Under names of their own: built-in ones are known already, and not compiled.
  const own = schemas.map((schema) => ({ ...schema, title: `own ${schema.title}` }));
  createCatalog(own);
  const rows = compete({ Ajv: () => compileAjv(schemas), "`createCatalog`": () => createCatalog(own) }, 1, ROUNDS);
  const millis = rows.map(({ name, low, median, high }) => ({ name, low: low / 1000, median: median / 1000, high: high / 1000 }));
  const first = [];
  for (let start = 0; start < STARTS; start += 1) {
    // A module of its own each time, whose core has not been started.
    const { validateText } = await import(`${packageIndex}?start=${start}`);
    const begun = performance.now();
    validateText(texts[0]);
    first.push(performance.now() - begun);
  }
  const start = summarize("", first);
  const count = schemas.length;
  const ours = millis[1].median;
  const text = `${contenderTable(`${count} types`, "ms", millis)}
The first \`validateText\`, which starts the core with its built-in types and judges 100 rows, takes ${figure(start.median)} ms (${figure(start.low)} to ${figure(start.high)}); before it, nothing happens.
`;
  return {
    tables: { compile: text },
    summary: [[`compile of ${count} types`, `${figure(ours)} ms`, `Ajv ${figure(millis[0].median)} ms`, "5 ms", ours <= 5 ? "yes" : "no"]],
  };
}
