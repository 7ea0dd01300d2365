//! Paths for people.

import { MAX_NAME_CHARS } from "./limits.js";
import type { Path } from "./types.js";

/** A name that cannot stand in a path without brackets. */
const UNUSUAL = /^$|[\p{White_Space}\p{Cc}\p{Cs}.[\]"\\:,]/u;

/** The path as a programmer writes it: `customData.a[0]["b.c"]`; nothing for an empty one. */
export function place(path: Path): string {
  let place = "";
  for (const segment of path) {
    if (typeof segment === "number") {
      place += `[${segment}]`;
    } else {
      const name = shorten(segment, MAX_NAME_CHARS);
      place += UNUSUAL.test(name) ? `[${JSON.stringify(name)}]` : place ? `.${name}` : name;
    }
  }
  return place;
}

/** At most `maxChars` characters of a text, and a mark where something was cut off. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  // A character is one unit or two; not a megabyte should become an array.
  const characters = [...text.slice(0, 2 * maxChars + 2)];
  return characters.length > maxChars ? `${characters.slice(0, maxChars).join("")}…` : text;
}
