// What workerd holds after 100,000 requests.

import { readFileSync } from "node:fs";
import { platform } from "node:process";

import { figure, table } from "../lib/tables.mjs";
import { newClient, startContender } from "./servers.mjs";

const REQUESTS = 100_000;
const STEP = 10_000;
const MEBIBYTE = 1024 * 1024;
const CONCURRENCY = 8;
/** Requests with one relationship for each with a hundred. */
const SMALL = 19;

/** Megabytes that V8's heap and the allocators' caches go up and down by. */
const NOISE = 8;

/** @param {import("../run.mjs").Materials} materials */
export async function measureMemory({ bodies, rival }) {
  if (platform !== "linux") return { tables: { memory: "Not measured here: it takes Linux's /proc.\n" }, summary: [] };
  const one = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(bodies[0]).toString())[0]));
  const bodyOf = (n) => (n % (SMALL + 1) === 0 ? bodies[n % bodies.length] : one);
  const client = await newClient(CONCURRENCY);
  const resident = { rival: [], ours: [] };
  const wasm = [];
  try {
    for (const [name, megabytes] of Object.entries(resident)) {
      const server = await startContender(name, rival);
      for (let sent = 0; sent < REQUESTS; sent += STEP) {
        await run(client, server, bodyOf);
        megabytes.push(residentMegabytes(server.pid));
        if (name === "ours") wasm.push((await client.counts(server)).wasmBytes / MEBIBYTE);
      }
      await server.stop();
    }
  } finally {
    client.close();
  }
  const head = ["MB after", ...Array.from({ length: REQUESTS / STEP }, (_, n) => ((n + 1) * STEP).toLocaleString("en"))];
  const rows = Object.entries({ ...resident, "ours, of it WebAssembly's": wasm });
  const [growth, theirs] = [resident.ours, resident.rival].map(growthOf);
  const wasmGrowth = wasm.at(-1) - wasm[0];
  const told = `${growth.toFixed(1)} MB; WebAssembly's memory: ${wasmGrowth} MB after the first ${STEP.toLocaleString("en")}`;
  const isLevel = growth <= NOISE && wasmGrowth === 0;
  return {
    tables: { memory: table(head, rows.map(([name, megabytes]) => [name, ...megabytes.map(figure)])) },
    summary: [["growth of memory over the second 50,000 requests", told, `rival ${theirs.toFixed(1)} MB`, `none (±${NOISE} MB)`, isLevel ? "yes" : "no"]],
  };
}

/** Over the second half, once V8's heap has its size; medians of three, since a collection makes it jump. */
function growthOf(megabytes) {
  const middle = megabytes.length / 2;
  return median(megabytes.slice(-3)) - median(megabytes.slice(middle - 1, middle + 2));
}

function median([...three]) {
  return three.sort((a, b) => a - b)[1];
}

async function run(client, server, bodyOf) {
  let next = 0;
  const work = async () => {
    while (next < STEP) await client.post(server, bodyOf(next++));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

function residentMegabytes(pid) {
  return (Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) * 1024) / MEBIBYTE;
}
