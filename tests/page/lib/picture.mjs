//! The view of the picture, as its tests use it.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../../scripts/lib/places.mjs";
import { eventually } from "./page.mjs";

/** The relationships of a real building, a line each; undefined where the data is not at hand. It is no part of the project. */
export async function realBuilding(name) {
  return readFile(join(ROOT, "../shared/data", name), "utf8").catch(() => undefined);
}

/** Waits until the picture is arranged and drawn. */
export async function drawn(page) {
  await eventually(() => page.getByRole("button", { name: "Arrange again" }).isEnabled(), true);
}
