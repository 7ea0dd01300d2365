//! The built Worker in workerd, without wrangler around it: it starts in a second, and can be killed and
//! started again on what it left on the disk.

import { spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { environment } from "../../../scripts/lib/command.mjs";
import { developmentSettings, freePort } from "../../../scripts/lib/dev-server.mjs";
import { ROOT } from "../../../scripts/lib/places.mjs";

const HOST = fileURLToPath(new URL("workerd_host.mjs", import.meta.url));

/** How long a server may take to get ready. */
const START_MILLIS = 30_000;

/** How long a line of its log may take. */
const LOG_MILLIS = 10_000;

/** How long it may go on listening once it is killed. */
const STOP_MILLIS = 5_000;

/**
 * Starts a server.
 *
 * @param {object} [options]
 * @param {string} [options.config] the file that describes the Worker
 * @param {{key: string, value: string}[]} [options.entries] what its KV gets at the start
 * @returns `url`, `state` (its folder), `kill` (SIGKILL), `start` (again), `stop` (for good), `readLog`, `untilLogged`
 */
export async function startWorkerd({ config = join(ROOT, "wrangler.toml"), entries = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "race-"));
  const log = await open(join(folder, "log"), "a");
  const port = await freePort();
  const options = { ...(await workerOptions(config, port)), resourcePersistencePath: join(folder, "state"), port };
  let child;

  /** Starts it, the first time or again. */
  async function start(entries = []) {
    child = spawn("node", [HOST], {
      env: environment(),
      // A process group of its own: workerd is its child, and must be hit, too.
      detached: true,
      stdio: ["ignore", log.fd, log.fd, "ipc"],
    });
    const own = child;
    own.send({ options, entries });
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server is not ready after ${START_MILLIS} ms`)), START_MILLIS);
      own.once("message", resolve);
      own.once("exit", () => reject(new Error("the server ended")));
      own.once("exit", () => clearTimeout(timer));
      own.once("message", () => clearTimeout(timer));
    }).catch(async (error) => {
      await kill();
      throw new Error(`${error.message}; its log:\n${await readLog()}`);
    });
  }

  /** Ends it without a warning: what is not on the disk is gone. */
  async function kill() {
    const hasEnded = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, "SIGKILL");
    await hasEnded;
    // Of workerd nobody tells us when it is gone; its port does.
    for (const deadline = Date.now() + STOP_MILLIS; Date.now() < deadline && (await isListening(port)); ) await sleep(5);
  }

  async function stop() {
    await kill();
    await log.close();
    await rm(folder, { recursive: true });
  }

  /** Waits for a line of the log: it comes through a pipe, and may be later than an answer. */
  async function untilLogged(text) {
    const deadline = Date.now() + LOG_MILLIS;
    while (!(await readLog()).includes(text)) {
      if (Date.now() > deadline) throw new Error(`\`${text}\` is not in the log:\n${await readLog()}`);
      await sleep(50);
    }
  }

  const readLog = () => readFile(join(folder, "log"), "utf8");
  await start(entries);
  return { url: `http://127.0.0.1:${port}`, state: join(folder, "state"), start, kill, stop, readLog, untilLogged };
}

async function workerOptions(config, port) {
  const { unstable_getMiniflareWorkerOptions: read } = createRequire(import.meta.url)("wrangler");
  const { workerOptions, main } = read(config);
  const { modulesRules: _rules, rootPath: _root, ...rest } = workerOptions;
  const modules = [
    { type: "ESModule", path: main },
    { type: "ESModule", path: join(dirname(main), "index.js") },
    { type: "CompiledWasm", path: join(dirname(main), "index_bg.wasm") },
  ];
  const bindings = { ...rest.bindings, ...(await developmentSettings(port)) };
  return { ...rest, bindings, name: "worker", modules, modulesRoot: dirname(main), host: "127.0.0.1", cf: false };
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 1_000 });
    socket.on("timeout", () => socket.destroy());
    socket.on("close", () => resolve(false));
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
