// Requests a second, and the slowest of a hundred, at one connection and at eight.

import { summarize } from "../lib/rounds.mjs";
import { figure, table } from "../lib/tables.mjs";
import { newClient, startContender } from "./servers.mjs";

const CONCURRENCIES = [1, 8];
const ROUNDS = 15;
const WARM_UP_ROUNDS = 6;
const POSTS = 200;

/** @param {import("../run.mjs").Materials} materials */
export async function measureLoad({ bodies, rival }) {
  const names = ["rival", "ours", "ours, with its Durable Objects"];
  const servers = [];
  const results = new Map();
  const client = await newClient(Math.max(...CONCURRENCIES));
  try {
    for (const name of names) servers.push(await startContender(name, rival));
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
      for (const concurrency of CONCURRENCIES) {
        for (const server of servers) {
          await client.clear(server);
          for (const kind of ["creation", "unchanged"]) {
            // Creation is over when each body was there once.
            const posts = kind === "creation" ? bodies : Array.from({ length: POSTS }, (_, n) => bodies[n % bodies.length]);
            const { perSecond, p99 } = await run(client, server, posts, concurrency);
            if (round < 0) continue;
            const key = `${kind}|${concurrency}|${server.name}`;
            const own = results.get(key) ?? { perSecond: [], p99: [] };
            results.set(key, own);
            own.perSecond.push(perSecond);
            own.p99.push(p99);
          }
        }
      }
    }
  } finally {
    client.close();
    for (const server of servers) await server.stop();
  }
  return report(results, names);
}

async function run(client, server, posts, concurrency) {
  const millis = [];
  let next = 0;
  const start = performance.now();
  const work = async () => {
    while (next < posts.length) {
      const body = posts[next++];
      const sent = performance.now();
      await client.post(server, body);
      millis.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const perSecond = (posts.length * 1000) / (performance.now() - start);
  millis.sort((a, b) => a - b);
  return { perSecond, p99: millis[Math.ceil(millis.length * 0.99) - 1] };
}

function report(results, names) {
  const lines = [];
  const summary = [];
  for (const kind of ["creation", "unchanged"]) {
    for (const concurrency of CONCURRENCIES) {
      const medians = {};
      for (const name of names) {
        const { perSecond, p99 } = results.get(`${kind}|${concurrency}|${name}`);
        const [rate, slowest] = [summarize(name, perSecond), summarize(name, p99)];
        medians[name] = { rate: rate.median, p99: slowest.median };
        const spread = ({ low, high }) => `${figure(low)} to ${figure(high)}`;
        lines.push([kind, String(concurrency), name, figure(rate.median), spread(rate), figure(slowest.median), spread(slowest)]);
      }
      const { ours, rival } = medians;
      const told = ({ rate, p99 }) => `${figure(rate)} a second, p99 ${figure(p99)} ms`;
      const isAhead = ours.rate > rival.rate && ours.p99 < rival.p99;
      summary.push([`POSTs of 100, ${kind}, concurrency ${concurrency}`, told(ours), `rival ${told(rival)}`, "ahead", isAhead ? "yes" : "no"]);
    }
  }
  const head = ["POST of 100", "connections", "", "requests a second", "quartiles", "p99, ms", "quartiles"];
  return { tables: { load: table(head, lines) }, summary };
}
