// workerd itself, without anything around it, so that its process is known and can be measured.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../../scripts/lib/dev-server.mjs";
import { ROOT } from "../../scripts/lib/places.mjs";

const START_MILLIS = 20_000;

const require = createRequire(import.meta.url);
/** The program of this platform, which the package `workerd` finds. */
const { default: WORKERD } = require("workerd");

export function workerdVersion() {
  return require("workerd").version;
}

/**
 * Starts a Worker and waits until it answers.
 *
 * @param {string} folder of its modules
 * @param {object} worker
 * @param {Record<string, "esModule" | "wasm">} worker.modules by their names in the folder, the entry first
 * @param {Record<string, string>} [worker.variables]
 * @param {Record<string, string>} [worker.objects] classes of Durable Objects by their bindings
 * @returns {Promise<{url: string, pid: number, startedMillis: number, stop: () => Promise<void>}>} `startedMillis`:
 *   how long it took from the start of the process to the first answer
 */
export async function startWorkerd(folder, { modules, variables = {}, objects = {} }) {
  const port = await freePort();
  const config = join(folder, `workerd-${port}.capnp`);
  await mkdir(join(folder, "disk"), { recursive: true });
  await writeFile(config, configOf(port, modules, variables, objects));
  const start = performance.now();
  const child = spawn(WORKERD, ["serve", config], { cwd: folder, stdio: "ignore" });
  const exit = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGKILL");
    await exit;
  };
  const url = `http://127.0.0.1:${port}/`;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() - start > START_MILLIS) {
      await stop();
      throw new Error(`workerd did not start with ${config}`);
    }
    await sleep(1);
  }
  return { url, pid: child.pid, startedMillis: performance.now() - start, stop };
}

async function answers(url) {
  try {
    await (await fetch(url)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function configOf(port, modules, variables, objects) {
  const text = JSON.stringify;
  const [compatibilityDate] = readFileSync(join(ROOT, "wrangler.toml"), "utf8").match(/(?<=^compatibility_date = ).+$/m);
  const list = (entries) => `[${entries.join(", ")}]`;
  const embedded = Object.entries(modules).map(([name, kind]) => `(name = ${text(name)}, ${kind} = embed ${text(name)})`);
  const bindings = Object.entries(variables).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`);
  const namespaces = [];
  for (const [binding, className] of Object.entries(objects)) {
    bindings.push(`(name = ${text(binding)}, durableObjectNamespace = ${text(className)})`);
    namespaces.push(`(className = ${text(className)}, uniqueKey = ${text(className)}, enableSql = true)`);
  }
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "disk", disk = (path = "disk", writable = true))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = ${list(embedded)},
  bindings = ${list(bindings)},
  durableObjectNamespaces = ${list(namespaces)},
  durableObjectStorage = (localDisk = "disk"),
  compatibilityDate = ${compatibilityDate},
);
`;
}
