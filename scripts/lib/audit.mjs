//! What is known against the crates and npm packages that the project is made of. The lists of known
//! vulnerabilities are kept elsewhere and may be out of reach: then that check is skipped, and says so.

import { CommandFailed, run } from "./command.mjs";

/** @typedef {{result: "passed" | "failed" | "skipped", reason?: string}} Verdict `reason` unless it passed */

/** The severities of npm that are too much. */
const REFUSED = ["high", "critical"];

/** For git to give up where nobody answers, instead of asking for a password or waiting. */
const IMPATIENT = { GIT_TERMINAL_PROMPT: "0", GIT_HTTP_LOW_SPEED_LIMIT: "1000", GIT_HTTP_LOW_SPEED_TIME: "30" };

/** All checks, each a title and a function that judges. */
export const CHECKS = [
  { title: "licences, origins and duplicates of crates", judge: () => deny("bans", "licenses", "sources") },
  { title: "advisories on crates", judge: judgeCrateAdvisories },
  { title: "advisories on npm packages", judge: judgePackageAdvisories },
];

/** RustSec's list is a git repository on GitHub. */
async function judgeCrateAdvisories() {
  const failure = await failureOf(run("cargo-deny", ["fetch", "db"], IMPATIENT));
  if (failure) return { result: "skipped", reason: `the list cannot be fetched: ${lastLine(failure.output)}` };
  return deny("advisories");
}

/** @returns {Promise<Verdict>} that of cargo-deny by `deny.toml` */
async function deny(...checks) {
  const failure = await failureOf(run("cargo-deny", ["check", "--hide-inclusion-graph", ...checks]));
  return failure ? { result: "failed", reason: failure.output.trim() } : { result: "passed" };
}

/** npm's list is a service of its registry, which not every mirror offers. */
async function judgePackageAdvisories() {
  // Both what it finds and that it cannot ask end with an error; the text tells them apart.
  const audit = run("npm", ["audit", "--json", "--loglevel=silent"]);
  const failure = await failureOf(audit);
  return judgeNpmReport(failure?.output ?? (await audit));
}

/**
 * Judges what `npm audit --json` prints.
 *
 * @param {string} text
 * @returns {Verdict}
 */
export function judgeNpmReport(text) {
  const report = parse(text);
  if (!report?.vulnerabilities) {
    return { result: "skipped", reason: `the registry cannot be asked: ${report?.message ?? lastLine(text)}` };
  }
  const refused = Object.values(report.vulnerabilities).filter(({ severity }) => REFUSED.includes(severity));
  if (refused.length === 0) return { result: "passed" };
  const lines = refused.map(({ name, range, severity }) => `${name} ${range}: ${severity}`);
  return { result: "failed", reason: [...lines, "`npm audit` says more"].join("\n") };
}

/** How a program failed; nothing if it did not. Its absence is another matter. */
async function failureOf(running) {
  try {
    await running;
  } catch (error) {
    if (error instanceof CommandFailed) return error;
    throw error;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lastLine(text) {
  return text.trim().split("\n").at(-1) || "no reason is given";
}
