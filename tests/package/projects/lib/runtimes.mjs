//! Deno and Bun. Their npm packages bring the program in one optional package for each platform; it is called there, so
//! that their install scripts, which may download, need not run.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * @param {string} name of the npm package
 * @param {string} path of the program in the package for the platform
 * @returns {{program?: string, missing: string | false}} `missing` is for `skip` of a test: why there is none
 */
export function findRuntime(name, path) {
  const { optionalDependencies, version } = require(`${name}/package.json`);
  const program = Object.keys(optionalDependencies).map((platform) => resolve(`${platform}/${path}`)).find(Boolean);
  if (program === undefined) return { missing: `${name} ${version} has no package for this platform` };
  try {
    execFileSync(program, ["--version"], { stdio: "pipe" });
    return { program, missing: false };
  } catch (error) {
    return { missing: `${name} ${version} does not run here: ${error.message}` };
  }
}

function resolve(path) {
  try {
    return require.resolve(path);
  } catch {
    return undefined;
  }
}
