// In this very process.

import { version } from "node:process";

import { CALLS } from "./calls.mjs";

export async function measureInNode({ bundle, texts, schemas }) {
  const { compete, compileAjv, makeContenders } = await import(bundle);
  const contenders = makeContenders(texts, compileAjv(schemas));
  const results = Object.fromEntries(Object.entries(CALLS).map(([kind, calls]) => [kind, compete(contenders[kind], calls)]));
  return { place: `Node ${version.slice(1)}`, results };
}
