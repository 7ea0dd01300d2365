//! Projects as users have them: the folders beside this one, each with the packed package in its node_modules. Their tools
//! are the top folder's, so that nothing is downloaded while tests run.

import { spawn } from "node:child_process";
import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { environment } from "../../../../scripts/lib/command.mjs";
import { makeProject } from "../../lib/tarball.mjs";

const PROJECTS = fileURLToPath(new URL("..", import.meta.url));

/** A copy of one of the folders, with questions.js, which most programs import. */
export async function openProject(name) {
  const { folder, remove } = await makeProject();
  await cp(join(PROJECTS, name), folder, { recursive: true });
  await cp(join(PROJECTS, "questions.js"), join(folder, "src/questions.js"));
  return { folder, remove, run: (program, args, env) => runIn(folder, program, args, env) };
}

/**
 * Runs a program in a folder to its end.
 *
 * @returns {Promise<string>} what it wrote to its standard output
 */
function runIn(folder, program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, env: { ...environment(), ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output.stdout);
      else reject(new Error(`${[program, ...args].join(" ")} ended with ${signal ?? code}\n${output.stdout}${output.stderr}`));
    });
  });
}
