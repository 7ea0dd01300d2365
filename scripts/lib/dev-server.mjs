//! A local server: `wrangler dev` with settings of its own.

import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./cli.mjs";
import { environment } from "./command.mjs";
import { STATE } from "./dev-store.mjs";
import { ROOT } from "./places.mjs";
import { DEV_AUDIENCE, DEV_ISSUER, developmentKey, publicKeys } from "./token.mjs";

/** How long the server may take to answer its first request. */
const START_MILLIS = 60_000;

/** How long it may take to end before it is killed. */
const STOP_MILLIS = 5_000;

/** What describes the Worker. */
const CONFIG = join(ROOT, "wrangler.toml");

/** By which a terminal, a supervisor and a closing window end a program. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * What makes a local server accept development tokens. It reaches the server as an environment
 * file in its state folder: nothing that `wrangler deploy` reads names the development key.
 */
export async function developmentSettings(port) {
  // For a page that its own development server serves, on a port of its own.
  const { ALLOWED_ORIGINS = `http://localhost:${port}` } = process.env;
  return {
    TOKEN_ISSUER: DEV_ISSUER,
    TOKEN_AUDIENCE: DEV_AUDIENCE,
    JWKS: JSON.stringify(publicKeys(await developmentKey())),
    ALLOWED_ORIGINS,
  };
}

/** @throws {Failure} if something listens on the port already */
export async function checkPort(port) {
  await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", (error) => {
      const reason = error.code === "EADDRINUSE" ? "something listens on it already" : error.message;
      const advice = `choose another one, as in \`npm start -- --port ${port + 1}\``;
      reject(new Failure(`port ${port} cannot be used (${reason}): ${advice}`));
    });
    probe.listen(port, "localhost", () => probe.close(resolve));
  });
}

/** A port that nobody listens on now. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "localhost", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Starts a Worker and waits until it answers.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {string} [options.state] folder for KV and settings; one server at a time
 * @param {Record<string, string>} [options.settings] the Worker's variables; development's if left out
 * @param {string} [options.config] the file that describes the Worker; our own if left out
 * @param {"inherit" | "ignore" | number} [options.output] where the server's log goes; a number is a file descriptor
 * @returns {Promise<{url: string, crash: Promise<void>, stop: () => Promise<void>}>} `crash` is
 *   fulfilled if the server ends unasked
 * @throws {Failure} if it ends, or does not answer in time
 */
export async function startServer({ port, state = STATE, settings, config = CONFIG, output = "inherit" }) {
  const settingsFile = await writeSettings(state, settings ?? (await developmentSettings(port)));
  const child = spawn(
    "wrangler",
    [
      ...["dev", "--config", config, "--port", String(port), "--persist-to", state, "--env-file", settingsFile],
      // Any free port: the fixed default makes two servers collide.
      ...["--inspector-port", "0", "--show-interactive-dev-session=false"],
    ],
    // A process group of its own, so that workerd, its grandchild, can be ended with it.
    { cwd: ROOT, env: environment(), detached: true, stdio: ["ignore", output, output] },
  );
  const server = { url: `http://localhost:${port}`, ...supervise(child) };
  const isUp = await Promise.race([waitForAnswer(server.url), server.crash.then(() => false)]);
  if (isUp) return server;
  await server.stop();
  throw new Failure("the local server did not start; its log is above");
}

async function writeSettings(state, settings) {
  await mkdir(state, { recursive: true });
  const file = join(state, "settings.env");
  // Single quotes: the value is taken as it is, and neither JSON keys nor URLs hold one.
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(file, lines.join(""));
  return file;
}

/** Ties a process group to this process: however this one ends, short of SIGKILL, the group ends first. */
function supervise(child) {
  let isStopping = false;
  const crash = new Promise((resolve) => {
    child.on("exit", () => isStopping || resolve());
  });
  const exit = new Promise((resolve) => child.on("exit", resolve));
  const signalGroup = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      // Nobody left to tell.
      if (error.code !== "ESRCH") throw error;
    }
  };
  const kill = () => signalGroup("SIGKILL");
  const stop = async () => {
    isStopping = true;
    signalGroup("SIGINT");
    await Promise.race([exit, sleep(STOP_MILLIS, undefined, { ref: false })]);
    kill();
    process.off("exit", kill);
    for (const signal of SIGNALS) process.off(signal, stopAndExit);
  };
  const stopAndExit = async (signal) => {
    await stop();
    process.exit(128 + constants.signals[signal]);
  };
  process.on("exit", kill);
  for (const signal of SIGNALS) process.on(signal, stopAndExit);
  return { crash, stop };
}

/** Whether the server answers anything at all within START_MILLIS. */
async function waitForAnswer(url) {
  const deadline = Date.now() + START_MILLIS;
  while (Date.now() < deadline) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(deadline - Date.now()) });
      return true;
    } catch {
      await sleep(100, undefined, { ref: false });
    }
  }
  return false;
}
