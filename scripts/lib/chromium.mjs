//! The machine's own Chromium, for tests. None is downloaded: browsers belong to the machine.

import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Names under which systems and vendors install it. */
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** In a container as root there is no sandbox; the rest keeps it from calling home. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a Chromium: what the variable CHROMIUM names, or the first on the PATH; else undefined. */
export async function findChromium() {
  return process.env.CHROMIUM ?? findProgram(BROWSERS);
}

/** The path of its driver: what the variable CHROMEDRIVER names, or the first on the PATH; else undefined. */
export async function findChromedriver() {
  return process.env.CHROMEDRIVER ?? findProgram(["chromedriver"]);
}

async function findProgram(names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, name);
      const isThere = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return path;
    }
  }
  return undefined;
}
