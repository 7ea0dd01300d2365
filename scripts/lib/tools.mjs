//! Installs what the project needs and the machine lacks. Nothing is done twice, nothing outside of
//! this folder is touched but rustup's own toolchain.

import { access, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "./cli.mjs";
import { CommandFailed, CommandMissing, run } from "./command.mjs";
import { ROOT, TOOLS } from "./places.mjs";
import { step } from "./steps.mjs";

/** Nothing in Cargo.lock decides this one. */
const CARGO_DENY_VERSION = "0.20.2";

const WASM_TARGET = "wasm32-unknown-unknown";

/** Shared by the tools that cargo installs, as are most of the crates that they are made of. */
const CARGO_TARGET = join(TOOLS, "target");

/** Brings everything that building, running and testing needs. */
export async function ensureTools() {
  await ensureRust();
  await ensurePackages();
  await ensureCargoTools();
}

/** The toolchain of rust-toolchain.toml with its components and the wasm target. */
async function ensureRust() {
  try {
    if (await toolchainIsComplete()) return;
  } catch (error) {
    if (!(error instanceof CommandMissing)) throw error;
    throw new Failure("Rust is not installed: install rustup (https://rustup.rs), open a new shell, and run this again");
  }
  try {
    await step("Installing the Rust toolchain of rust-toolchain.toml", () => run("rustup", ["toolchain", "install"]));
  } catch (error) {
    if (!(error instanceof CommandMissing)) throw error;
    throw new Failure(
      `this Rust lacks what rust-toolchain.toml names (its version, rustfmt, clippy, rust-src or the target ${WASM_TARGET}), ` +
        "and there is no rustup to add it: install rustup (https://rustup.rs), or add it by the means that Rust was installed with",
    );
  }
}

async function toolchainIsComplete() {
  try {
    const libraries = await run("rustc", ["--print", "target-libdir", "--target", WASM_TARGET]);
    const sysroot = await run("rustc", ["--print", "sysroot"]);
    await run("cargo", ["fmt", "--version"]);
    await run("cargo", ["clippy", "--version"]);
    return (await exists(libraries.trim())) && (await exists(join(sysroot.trim(), "lib/rustlib/src/rust/library/Cargo.lock")));
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}

/** The packages of package-lock.json. */
export async function ensurePackages() {
  const wanted = await readPackages("package-lock.json");
  const installed = await readPackages("node_modules/.package-lock.json");
  if (!packagesAreInstalled(wanted, installed)) await step("Installing npm packages", () => run("npm", ["ci"]));
}

async function readPackages(lockFile) {
  try {
    return JSON.parse(await readFile(join(ROOT, lockFile), "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
}

/**
 * Whether `installed`, npm's own note of what it put into node_modules, has all that `wanted` locks.
 * Optional packages may be absent: most of them are for other platforms.
 */
export function packagesAreInstalled(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const isRoot = path === "";
    return isRoot || (path in installed ? installed[path].version === version : optional === true);
  });
}

/** The two build tools that are crates, in the versions that Cargo.lock decides. */
async function ensureCargoTools() {
  const lock = await readFile(join(ROOT, "Cargo.lock"), "utf8");
  // Both refuse or misread the output of another version of their library.
  await ensureCargoTool("wasm-bindgen-cli", "wasm-bindgen", lockedVersion(lock, "wasm-bindgen"));
  await ensureCargoTool("worker-build", "worker-build", lockedVersion(lock, "worker"));
  await rm(CARGO_TARGET, { recursive: true, force: true });
}

/** What judges crates. Only the audit needs it, so nobody else waits for its build. */
export async function ensureCargoDeny() {
  await ensureCargoTool("cargo-deny", "cargo-deny", CARGO_DENY_VERSION);
  await rm(CARGO_TARGET, { recursive: true, force: true });
}

/**
 * The version of a crate in the text of a Cargo.lock.
 *
 * @throws {Failure} unless there is exactly one
 */
export function lockedVersion(lock, crate) {
  const versions = [...lock.matchAll(/^name = "([^"]+)"\nversion = "([^"]+)"$/gm)]
    .filter(([, name]) => name === crate)
    .map(([, , version]) => version);
  if (versions.length === 1) return versions[0];
  throw new Failure(`Cargo.lock should have one \`${crate}\`, it has ${versions.length}: ${versions.join(", ")}`);
}

async function ensureCargoTool(crate, binary, version) {
  if ((await installedVersion(binary)) === version) return;
  const folders = ["--root", TOOLS, "--target-dir", CARGO_TARGET];
  // The dev profile builds in a third of the time and is fast enough for what we ask of these tools.
  const install = (...flags) => run("cargo", ["install", crate, "--version", `=${version}`, "--debug", "--force", ...folders, ...flags]);
  await step(`Installing ${crate} ${version}, which takes a minute or two, once`, async () => {
    try {
      await install("--locked");
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      console.log(`  its own lock file cannot be used (${firstError(error.output)}); trying without`);
      await install();
    }
  });
}

/** What the tool in .tools says of itself; nothing if it is not there or cannot run on this machine. */
async function installedVersion(binary) {
  try {
    return (await run(join(TOOLS, "bin", binary), ["--version"])).trim().split(" ").at(-1);
  } catch {
    return undefined;
  }
}

/** What cargo says first is what went wrong; what follows is how it came to that. */
function firstError(output) {
  return output.match(/^error: (.+)$/m)?.[1] ?? "no error shown";
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
