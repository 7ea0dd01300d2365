//! Where things stand. Everything but `ROOT` that is written to is git-ignored.

import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** The project's top folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Command line tools of the npm packages, `node` among them. */
export const NPM_BIN = join(ROOT, "node_modules/.bin");

/** The `--root` of our `cargo install`: versions of this project, away from the developer's own. */
export const TOOLS = join(ROOT, ".tools");

/** What the Worker's build makes; `main` in wrangler.toml points into it. */
export const WORKER_BUILD = join(ROOT, "build/worker");

/** What Cloudflare serves beside the Worker; `assets` in wrangler.toml names it. */
export const ASSETS_BUILD = join(ROOT, "build/assets");

/** What the Worker's build makes for the test of panics. Never deployed. */
export const PANICKING_WORKER_BUILD = join(ROOT, "build/worker-panicking");

/** What Schemathesis is told, and what it reports. */
export const SCHEMATHESIS_BUILD = join(ROOT, "build/schemathesis");

/** What the npm package's build makes on its way. */
export const PACKAGE_BUILD = join(ROOT, "build/package");

/** What the npm package consists of. */
export const PACKAGE_DIST = join(ROOT, "pkg/dist");

/** The fuzz targets, a Cargo workspace of their own. */
export const FUZZ = join(ROOT, "fuzz");

/** What building and running the fuzz targets makes, but for what is found. */
export const FUZZ_BUILD = join(ROOT, "target/fuzz");

/** All that belongs to this machine's development endpoint; may be deleted at any time. */
export const DEV = join(ROOT, ".dev");
