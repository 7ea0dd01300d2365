//! Schemathesis against the built Worker: requests that are made of `openapi.json`, valid ones and others, and whether
//! their answers are as it says. It is a program in Python and lives in an environment of its own.

import { createHash } from "node:crypto";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startWorker } from "../../tests/worker/lib/server.mjs";
import { CommandFailed, CommandMissing, run } from "./command.mjs";
import { NOTHING } from "./counts.mjs";
import { bundleDescription } from "./openapi.mjs";
import { ROOT, SCHEMATHESIS_BUILD, TOOLS } from "./places.mjs";
import { DEV_USER, developmentToken } from "./token.mjs";

/** What it is told, and what it is made of. */
const FOLDER = join(ROOT, "tests/schemathesis");

const REQUIREMENTS = join(FOLDER, "requirements.txt");

/** What is in the Worker's store beside the description's example of a type; the names are those of its examples. */
const ENTRIES = [
  { key: "c:TestER-DVDocs", value: JSON.stringify({ access: { [DEV_USER]: "owner" } }) },
  { key: "c:Building-7", value: JSON.stringify({ access: { [DEV_USER]: "owner" } }) },
  { key: "t:open", value: JSON.stringify({ title: "open", type: "object", required: ["customData"] }) },
];

/**
 * Installs Schemathesis, once.
 *
 * @returns {Promise<{program?: string, reason?: string}>} where it is, or why it cannot be had
 */
export async function ensureSchemathesis(tools = TOOLS) {
  const digest = createHash("sha256").update(await readFile(REQUIREMENTS)).digest("hex");
  const environment = join(tools, `python-${digest.slice(0, 12)}`);
  const program = join(environment, "bin/schemathesis");
  if (await access(program).then(() => true, () => false)) return { program };
  try {
    await run("python3", ["-m", "venv", "--clear", environment]);
    await run(join(environment, "bin/pip"), ["install", "--quiet", "--no-deps", "--requirement", REQUIREMENTS]);
    return { program };
  } catch (error) {
    // Half of it must not be taken for all of it the next time.
    await rm(environment, { recursive: true, force: true });
    if (error instanceof CommandMissing) return { reason: error.message };
    if (error instanceof CommandFailed) return { reason: `Schemathesis cannot be installed: ${error.output.trim().split("\n").at(-1)}` };
    throw error;
  }
}

/**
 * Runs it against a Worker of its own.
 *
 * @param {string} program
 * @returns {Promise<{output: string, requests: number, counts: import("./counts.mjs").Counts}>} what it printed, and how
 *   many operations passed
 */
export async function runSchemathesis(program) {
  await mkdir(SCHEMATHESIS_BUILD, { recursive: true });
  const description = join(SCHEMATHESIS_BUILD, "openapi.json");
  const report = join(SCHEMATHESIS_BUILD, "report.json");
  await rm(report, { force: true });
  const document = await bundleDescription();
  await writeFile(description, JSON.stringify(document));
  const server = await startWorker({ entries: [...ENTRIES, typeEntry(document)] });
  try {
    const config = ["--config-file", join(FOLDER, "schemathesis.toml")];
    const reporting = ["--no-color", "--report", "json", "--report-json-path", report];
    const SCHEMATHESIS_TOKEN = await developmentToken({ scope: "apollo_read apollo_write apollo_admin" });
    const args = [...config, "run", description, "--url", server.url, "--checks", "all", ...reporting];
    const output = await run(program, args, { SCHEMATHESIS_TOKEN }).catch((error) => {
      if (error instanceof CommandFailed) return error.output;
      throw error;
    });
    const results = JSON.parse(await readFile(report, "utf8"));
    return { output, requests: results.test_cases.generated, counts: countReport(results) };
  } finally {
    await server.stop();
  }
}

/** The example of a type, so that registering it changes nothing. */
function typeEntry({ components }) {
  const [schema] = components.schemas.TypeSchema.examples;
  return { key: `t:${schema.title}`, value: JSON.stringify(schema) };
}

/** Counts operations: one fails with its first failure. */
export function countReport({ exit_code: exitCode, operations, failures, errors }) {
  const failed = new Set(failures.flatMap((failure) => failure.operations)).size + errors.length;
  // What ended it may be nothing of an operation.
  const counted = exitCode === 0 ? failed : Math.max(failed, 1);
  return { ...NOTHING, passed: Math.max(operations.selected - counted, 0), failed: counted };
}
