// In workerd. Its clock stands still while a Worker computes, so the time is taken here: that of a
// request with many calls, less that of a request with none.

import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { run } from "../../scripts/lib/command.mjs";
import { PACKAGE_DIST, ROOT } from "../../scripts/lib/places.mjs";
import { ROUNDS, WARM_UP_ROUNDS, summarize } from "../lib/rounds.mjs";
import { startWorkerd, workerdVersion } from "../lib/workerd.mjs";
import { CALLS } from "./calls.mjs";

const OUT = join(ROOT, "target/bench/verdict");

export async function measureInWorkerd({ texts, validators }) {
  await build(texts, validators);
  const modules = { "worker.mjs": "esModule", "core.wasm": "wasm" };
  const server = await startWorkerd(OUT, { modules });
  try {
    const contenders = await (await fetch(server.url)).json();
    const results = {};
    for (const [kind, calls] of Object.entries(CALLS)) results[kind] = await compete(server.url, kind, contenders[kind], calls);
    return { place: `workerd ${workerdVersion()}`, results };
  } finally {
    await server.stop();
  }
}

async function build(texts, validators) {
  await mkdir(OUT, { recursive: true });
  const made = join(OUT, "texts.mjs");
  await writeFile(made, `export const texts = ${JSON.stringify(texts)};\n`);
  await copyFile(join(PACKAGE_DIST, "core.wasm"), join(OUT, "core.wasm"));
  const alias = { "#texts": made, "#validators": validators, "er-relationships": join(PACKAGE_DIST, "index.workerd.js") };
  await run("esbuild", [
    join(ROOT, "benches/verdict/worker.mjs"),
    ...["--bundle", "--format=esm", "--platform=browser", "--external:*.wasm", `--outfile=${join(OUT, "worker.mjs")}`],
    ...Object.entries(alias).map(([name, file]) => `--alias:${name}=${file}`),
  ]);
}

async function compete(url, kind, names, calls) {
  const micros = new Map(names.map((name) => [name, []]));
  const timed = async (name, count) => {
    const start = performance.now();
    await (await fetch(`${url}?${new URLSearchParams({ kind, contender: name, calls: count })}`)).text();
    return (performance.now() - start) * 1000;
  };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const name of names) {
      const empty = await timed(name, 0);
      const full = await timed(name, calls);
      if (round >= 0) micros.get(name).push((full - empty) / calls);
    }
  }
  return [...micros].map(([name, values]) => summarize(name, values));
}
