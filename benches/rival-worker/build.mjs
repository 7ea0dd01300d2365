// Builds the rival: Ajv's standalone code for the built-in types, since a Worker may not make code of
// text when it runs, and one bundle of it all.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Ajv from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";

import { run } from "../../scripts/lib/command.mjs";
import { ROOT } from "../../scripts/lib/places.mjs";

const OUT = join(ROOT, "target/bench/rival");

/**
 * @param {object[]} schemas of the built-in types
 * @returns {Promise<{rival: string, validators: string}>} the bundle, and Ajv's code as a module
 */
export async function buildRival(schemas) {
  await mkdir(OUT, { recursive: true });
  const validators = join(OUT, "validators.mjs");
  await writeFile(validators, validatorsOf(schemas));
  const bundle = join(OUT, "rival.mjs");
  const alias = `--alias:#validators=${validators}`;
  const entry = join(ROOT, "benches/rival-worker/index.mjs");
  await run("esbuild", [entry, "--bundle", "--minify", "--format=esm", "--platform=browser", "--conditions=workerd", alias, `--outfile=${bundle}`]);
  return { rival: bundle, validators };
}

function validatorsOf(schemas) {
  const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false, code: { source: true, esm: true, optimize: true } });
  const names = schemas.map(({ title }, index) => [title, `type${index}`]);
  for (const [index, { $schema, ...schema }] of schemas.entries()) ajv.addSchema({ ...schema, $id: `type${index}` });
  const code = standaloneCode(ajv, Object.fromEntries(names.map(([, name]) => [name, name])));
  const table = names.map(([title, name]) => `${JSON.stringify(title)}: ${name}`).join(", ");
  const defaults = Object.fromEntries(schemas.map(({ title, properties }) => [title, defaultsOf(properties)]));
  return `${code}\nexport const validators = { __proto__: null, ${table} };\nexport const defaults = ${JSON.stringify(defaults)};\n`;
}

function defaultsOf(properties) {
  const entries = Object.entries(properties).filter(([, property]) => "default" in property);
  return Object.fromEntries(entries.map(([name, property]) => [name, property.default]));
}
