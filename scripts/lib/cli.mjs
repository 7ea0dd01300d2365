//! What all commands share: reading arguments and reporting errors.

import { parseArgs } from "node:util";

/** A failure whose message says all that its reader needs: shown without a stack, exit code 1. */
export class Failure extends Error {}

/** What was typed cannot be understood: shown with the usage, exit code 2. */
export class UsageError extends Error {}

/**
 * Reads flags and positional arguments.
 *
 * @param {string[]} argv what was typed
 * @param {object} options flags as `util.parseArgs` describes them
 * @param {string[]} names one name for each positional argument; with a `?` at its end it may be left out, as may those after it
 * @returns {object} flags and positional arguments by name
 * @throws {UsageError}
 */
export function parseArguments(argv, options, names = []) {
  let parsed;
  try {
    parsed = parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    if (!error.code?.startsWith("ERR_PARSE_ARGS")) throw error;
    // The first sentence says it; the second explains how to pass a value that starts with a dash.
    throw new UsageError(error.message.split(". ")[0]);
  }
  const { values, positionals } = parsed;
  if (positionals.length > names.length) throw new UsageError(`unexpected argument \`${positionals[names.length]}\``);
  const next = names[positionals.length];
  if (next !== undefined && !next.endsWith("?")) throw new UsageError(`${next} is missing`);
  return { ...values, ...Object.fromEntries(names.map((name, index) => [name.replace("?", ""), positionals[index]])) };
}

/**
 * A flag's value as a whole number.
 *
 * @throws {UsageError} unless it is one from `min` to `max`
 */
export function parseWholeNumber(flag, text, min, max) {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new UsageError(`--${flag} takes a whole number from ${min} to ${max}, not \`${text}\``);
}

/** Runs a command: `work` gets the arguments and returns the exit code, nothing meaning 0. */
export async function main(usage, work) {
  const argv = process.argv.slice(2);
  if (argv.includes("--help")) {
    console.log(`usage: ${usage}`);
    return;
  }
  try {
    process.exitCode = (await work(argv)) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) console.error(`error: ${error.message}\nusage: ${usage}`);
    else console.error(error instanceof Failure ? `error: ${error.message}` : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
