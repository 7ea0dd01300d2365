// The Workers that compete, each in a workerd of its own, and how requests are sent to them.

import { copyFile, mkdir, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";

import { ROOT, WORKER_BUILD } from "../../scripts/lib/places.mjs";
import { DEV_AUDIENCE, DEV_ISSUER, developmentKey, developmentToken, publicKeys } from "../../scripts/lib/token.mjs";
import { startWorkerd } from "../lib/workerd.mjs";

const HERE = join(ROOT, "benches/worker");
const OUT = join(ROOT, "target/bench/worker");

const RIVAL = { "rival.mjs": "esModule", "app.mjs": "esModule" };
const OURS = { "ours.mjs": "esModule", "wasm_memory.mjs": "esModule", "main.js": "esModule", "index.js": "esModule", "index_bg.wasm": "wasm" };

/** By the names that the tables have; the modules of each, its entry first. */
export const CONTENDERS = {
  "empty Worker": { modules: { "empty.mjs": "esModule" } },
  rival: { modules: RIVAL },
  "rival that verifies each token": { modules: RIVAL, settings: { VERIFY_EACH: "yes" } },
  ours: { modules: OURS },
  "ours, with its Durable Objects": { modules: OURS, objects: { COLLECTIONS: "Collection", REGISTRY: "RegistryObject" } },
};

/**
 * Starts one of them.
 *
 * @param {string} name
 * @param {string} rival the rival's bundle
 */
export async function startContender(name, rival) {
  const { modules, objects, settings } = CONTENDERS[name];
  const folder = join(OUT, name.replace(/\W+/g, "-"));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const all = { ...modules, "memory_kv.mjs": "esModule" };
  for (const module of Object.keys(all)) await copyFile(sourceOf(module, rival), join(folder, module));
  const variables = { ...settings, TOKEN_ISSUER: DEV_ISSUER, TOKEN_AUDIENCE: DEV_AUDIENCE, JWKS: JSON.stringify(publicKeys(await developmentKey())) };
  return { name, ...(await startWorkerd(folder, { modules: all, variables, objects })) };
}

function sourceOf(module, rival) {
  if (module === "app.mjs") return rival;
  return module.endsWith(".mjs") ? join(HERE, module) : join(WORKER_BUILD, module);
}

/** Sends requests over connections that stay open, and checks what comes back. */
export async function newClient(connections = 1) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const token = await developmentToken({ expiresSeconds: 12 * 3600 });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ercollectionid: "bench", async: "false" };

  /** @returns {Promise<{status: number, headers: object, body: string}>} */
  const send = ({ url }, path, body = "", more = {}) =>
    new Promise((resolve, reject) => {
      const options = { method: "POST", agent, headers: { ...headers, ...more, "content-length": Buffer.byteLength(body) } };
      const sent = request(new URL(path, url), options, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      });
      sent.on("error", reject);
      sent.end(body);
    });

  const post = async (server, body) => {
    const { status, body: answer } = await send(server, "/apollo/er/relationships", body);
    if (status !== 201) throw new Error(`${server.name} answered ${status}: ${answer}`);
  };

  /** Forgets what is stored. Both tell the operations that there were, and the size of WebAssembly's memory. */
  const clear = async (server) => JSON.parse((await send(server, "/bench/clear")).body);
  const counts = async (server) => JSON.parse((await send(server, "/bench/counts")).body);
  return { send, post, clear, counts, close: () => agent.destroy() };
}
