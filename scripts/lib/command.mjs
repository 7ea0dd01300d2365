//! Running other programs.

import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { Failure } from "./cli.mjs";
import { NPM_BIN, ROOT, TOOLS } from "./places.mjs";

/** A program ended with another code than 0. `output` is all that it printed. */
export class CommandFailed extends Failure {
  constructor(command, code, output) {
    super(`\`${command}\` ended with ${code}`);
    this.output = output;
  }
}

/** A program that is not on this machine. */
export class CommandMissing extends Failure {
  constructor(program) {
    super(`\`${program}\` is not installed`);
  }
}

/**
 * The environment of every program that we start: the project's own tools come first, among them
 * the Node that wrangler needs, whichever Node started us.
 */
export function environment() {
  const env = {
    ...process.env,
    PATH: [NPM_BIN, join(TOOLS, "bin"), process.env.PATH].join(delimiter),
    // Output is kept and parsed; colours would be noise in it.
    NO_COLOR: "1",
    CARGO_TERM_COLOR: "never",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    // Without this a local server asks Cloudflare for a sample `Request.cf`, which the Worker never reads.
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
  };
  // Node warns about every child that has both.
  delete env.FORCE_COLOR;
  return env;
}

/**
 * Runs a program in the project's folder to its end and returns all that it printed.
 *
 * @throws {CommandFailed} on any exit code but 0
 * @throws {CommandMissing} if there is no such program
 */
export function run(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...environment(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => reject(error.code === "ENOENT" ? new CommandMissing(program) : error));
    child.on("close", (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      if (code === 0) resolve(output);
      else reject(new CommandFailed([program, ...args].join(" "), signal ?? `code ${code}`, output));
    });
  });
}
