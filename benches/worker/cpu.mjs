// CPU of a POST of 100 relationships: what all threads of workerd took, as Linux counts it.

import { readFileSync, readdirSync } from "node:fs";
import { platform } from "node:process";

import { summarize } from "../lib/rounds.mjs";
import { contenderTable } from "../lib/tables.mjs";
import { CONTENDERS, newClient, startContender } from "./servers.mjs";

const ROUNDS = 15;
/** So many that V8 has compiled what is used. */
const WARM_UP_ROUNDS = 8;
/** Passes over all bodies in a round. */
const PASSES = 8;

/** @param {import("../run.mjs").Materials} materials */
export async function measureCpu({ bodies, rival }) {
  if (platform !== "linux") return { tables: { cpu: "Not measured here: it takes Linux's /proc.\n" }, summary: [] };
  const client = await newClient();
  const servers = [];
  try {
    for (const name of Object.keys(CONTENDERS)) servers.push(await startContender(name, rival));
    const millis = new Map(servers.map(({ name }) => [name, { creation: [], unchanged: [] }]));
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
      for (const server of servers) {
        const own = await measureRound(client, server, bodies);
        if (round < 0) continue;
        millis.get(server.name).creation.push(own.creation);
        millis.get(server.name).unchanged.push(own.unchanged);
      }
    }
    return report(millis);
  } finally {
    client.close();
    for (const server of servers) await server.stop();
  }
}

async function measureRound(client, server, bodies) {
  let creation = 0;
  let unchanged = 0;
  for (let pass = 0; pass < PASSES; pass += 1) {
    await client.clear(server);
    const start = cpuMillis(server.pid);
    for (const body of bodies) await client.post(server, body);
    const middle = cpuMillis(server.pid);
    for (const body of bodies) await client.post(server, body);
    creation += middle - start;
    unchanged += cpuMillis(server.pid) - middle;
  }
  const posts = PASSES * bodies.length;
  return { creation: creation / posts, unchanged: unchanged / posts };
}

/** What the process's threads ran, to the nanosecond; `utime` and `stime` have hundredths of a second. */
function cpuMillis(pid) {
  let nanos = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanos += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  }
  return nanos / 1e6;
}

function report(millis) {
  const tables = {};
  const summary = [];
  for (const [kind, target] of [["unchanged", 0.4], ["creation", 0.7]]) {
    const rows = [...millis].map(([name, own]) => summarize(name, own[kind]));
    tables[`cpu-${kind}`] = contenderTable(`POST of 100, ${kind}`, "ms of CPU", rows, "rival");
    const medianOf = (name) => rows.find((row) => row.name === name).median;
    const [ours, rival] = ["ours", "rival"].map(medianOf);
    const share = ours / rival;
    const others = ["rival", "rival that verifies each token", "empty Worker"];
    const figures = others.map((name) => `${name} ${medianOf(name).toFixed(2)} ms`).join(", ");
    summary.push([`CPU of a POST of 100, ${kind}`, `${ours.toFixed(2)} ms, ${share.toFixed(2)} of the rival`, figures, String(target), share <= target ? "yes" : "no"]);
  }
  return { tables, summary };
}
