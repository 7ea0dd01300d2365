//! A race: eight clients on few relationships, and a server that is killed meanwhile.

import { setTimeout as sleep } from "node:timers/promises";
import { developmentToken } from "../../../scripts/lib/token.mjs";
import { Random } from "../../package/lib/random.mjs";
import { Client, COLLECTIONS, COUNTERS, World } from "./client.mjs";
import { judge } from "./model.mjs";
import { eachLedger, rows } from "../lib/ledgers.mjs";
import { startWorkerd } from "../lib/workerd.mjs";

/** Each is a caller of its own: keys are theirs. */
const CLIENTS = ["ann", "ben", "cleo", "dan", "eve", "finn", "gil", "hana"];

/** How long copies may take after the last write. */
const COPIES_MILLIS = 30_000;

/**
 * Runs a race.
 *
 * @param {object} options
 * @param {number} options.seconds for how long clients begin new operations
 * @param {number} options.kills how often the server is killed in that time
 * @param {number} options.seed
 * @param {string} [options.config] of the Worker
 * @param {boolean} [options.isKvAlone] the Worker has no Durable Objects: strong reads are not offered
 * @param {(text: string) => void} [options.onProgress]
 * @returns {Promise<{violations: string[], counts: Record<string, number>}>}
 */
export async function race({ seconds, kills, seed, config, isKvAlone = false, onProgress = () => {} }) {
  const access = Object.fromEntries(CLIENTS.map((name) => [name, "readwrite"]));
  const entries = COLLECTIONS.map((id) => ({ key: `c:${id}`, value: JSON.stringify({ access }) }));
  const server = await startWorkerd({ config, entries });
  try {
    const world = new World({ url: server.url, offersStrong: !isKvAlone });
    const clients = await Promise.all(
      CLIENTS.map(async (name, index) => {
        const token = await developmentToken({ sub: name });
        return new Client({ world, name, token, random: new Random(seed * CLIENTS.length + index) });
      }),
    );
    for (const collection of COLLECTIONS) {
      for (const id of COUNTERS) await clients[0].createCounter(collection, id);
    }
    const end = new AbortController();
    const working = Promise.all(clients.map((client) => client.work(end.signal)));
    const failed = working.catch((error) => end.abort(error));
    await killNowAndThen({ server, seconds, kills, random: new Random(seed), signal: end.signal, world, onProgress });
    end.abort();
    await Promise.race([working, failed]);
    await working;
    onProgress("the race is over; reading what is stored");
    const last = await lookAtAll(world, clients);
    await server.kill();
    const stored = isKvAlone ? {} : await readLedgers(server.state);
    return { ...judge({ history: world.history, last, ...stored }), log: await server.readLog() };
  } finally {
    await server.stop();
  }
}

/** At times that follow from chance, each in its share of the race. */
async function killNowAndThen({ server, seconds, kills, random, signal, world, onProgress }) {
  const share = (seconds * 1000) / (kills + 1);
  for (let kill = 1; kill <= kills && !signal.aborted; kill += 1) {
    await sleep(share * (0.5 + random.below(500) / 1000));
    await server.kill();
    const killed = performance.now();
    await server.start();
    const millis = Math.round(performance.now() - killed);
    onProgress(`kill ${kill} of ${kills}: up again after ${millis} ms; ${world.history.length} operations so far`);
  }
  if (!signal.aborted) await sleep(share);
}

/** Reads all that there may be, strongly and eventually; the latter until it is the same. */
async function lookAtAll(world, clients) {
  const ids = world.allIds();
  const wanted = COLLECTIONS.flatMap((collection) => ids.map((id) => ({ collection, id })));
  const deadline = performance.now() + COPIES_MILLIS;
  const last = [];
  await Promise.all(
    clients.map(async (client) => {
      for (let next = wanted.pop(); next; next = wanted.pop()) {
        const { collection, id } = next;
        const strong = await client.look(collection, id, true);
        let eventual;
        do {
          if (eventual) await sleep(100);
          eventual = await client.look(collection, id, false);
        } while (eventual.version !== strong.version && performance.now() < deadline);
        last.push({ collection, id, strong, eventual });
      }
    }),
  );
  return last;
}

/** What the objects have on the disk; their server has ended. */
async function readLedgers(state) {
  const chains = new Map();
  const transactions = new Set();
  await eachLedger(state, (database, collection) => {
    for (const { id, version, text } of rows(
      database,
      `SELECT id, record.version, group_concat(text, '' ORDER BY part) AS text
      FROM record JOIN relationship ON relationship.no = record.relationship
      GROUP BY id, record.version ORDER BY id, record.version`,
    )) {
      const what = `${collection} ${id}`;
      if (!chains.has(what)) chains.set(what, []);
      chains.get(what).push({ version, record: JSON.parse(text) });
    }
    for (const { transaction_id } of rows(database, "SELECT transaction_id FROM request")) transactions.add(transaction_id);
  });
  return { chains, transactions };
}

/** The counts as text. */
export function describe(counts) {
  return Object.entries(counts).map(([name, count]) => `${count.toLocaleString("en")} ${name}`).join(", ");
}
