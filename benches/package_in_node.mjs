// benches/package.mjs in Node. `npm run -s bench` builds the bundle and runs this.

import { createRequire } from "node:module";
import { argv, stdout, version } from "node:process";

import { printTables } from "./package_tables.mjs";
import { bodies } from "./rows.mjs";

const [, , bundle, core] = argv;
const { measure } = await import(bundle);
const { name, batches } = await bodies();
const texts = batches.map((bytes) => new TextDecoder().decode(bytes));
const schemas = JSON.parse(createRequire(import.meta.url)(core).schemas());
printTables(stdout, `Node ${version}, ${name}`, measure(texts, schemas));
