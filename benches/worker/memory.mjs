// What workerd holds after 100,000 requests.

import { readFileSync } from "node:fs";
import { platform } from "node:process";

import { figure, table } from "../lib/tables.mjs";
import { newClient, startContender } from "./servers.mjs";

const REQUESTS = 100_000;
const STEP = 10_000;
const CONCURRENCY = 8;
/** Requests with one relationship for each with a hundred. */
const SMALL = 19;

/** Megabytes that V8's heap and the allocators' caches go up and down by. */
const NOISE = 8;

/** @param {import("../run.mjs").Materials} materials */
export async function measureMemory({ bodies, rival }) {
  if (platform !== "linux") return { tables: { memory: "Not measured here: it takes Linux's /proc.\n" }, summary: [] };
  const one = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(bodies[0]).toString())[0]));
  const client = await newClient(CONCURRENCY);
  const rows = [];
  try {
    for (const name of ["rival", "ours"]) {
      const server = await startContender(name, rival);
      const megabytes = [];
      for (let sent = 0; sent < REQUESTS; sent += STEP) {
        await run(client, server, (n) => (n % (SMALL + 1) === 0 ? bodies[n % bodies.length] : one));
        megabytes.push(residentMegabytes(server.pid));
      }
      await server.stop();
      rows.push([name, ...megabytes]);
    }
  } finally {
    client.close();
  }
  const [, ours] = rows;
  // The first quarter is warm-up.
  const growth = ours.at(-1) - Math.max(...ours.slice(1, 4));
  const head = ["MB after", ...Array.from({ length: REQUESTS / STEP }, (_, n) => ((n + 1) * STEP).toLocaleString("en"))];
  return {
    tables: { memory: table(head, rows.map(([name, ...megabytes]) => [name, ...megabytes.map(figure)])) },
    summary: [["memory after 100,000 requests, beyond that after 30,000", `${growth.toFixed(1)} MB`, "", `none (±${NOISE} MB)`, growth <= NOISE ? "yes" : "no"]],
  };
}

async function run(client, server, bodyOf) {
  let next = 0;
  const work = async () => {
    while (next < STEP) await client.post(server, bodyOf(next++));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

function residentMegabytes(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}
