//! Reading the table of `tests/cases/`, where the README tells its format.

import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { ROOT } from "../../scripts/lib/places.mjs";
import { DEV_USER } from "../../scripts/lib/token.mjs";

const FOLDER = join(ROOT, "tests/cases");

/** All cases with a `title` for people, the `id` that `{{case}}` stands for, and their macros carried out. */
export async function loadCases() {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".json")).sort();
  return (await Promise.all(files.map(loadFile))).flat();
}

async function loadFile(file) {
  const group = basename(file, ".json");
  const cases = JSON.parse(await readFile(join(FOLDER, file), "utf8"));
  return cases.map((each, index) => {
    const id = `${group}-${index}`;
    const expanded = JSON.parse(JSON.stringify(expand(each)).replaceAll("{{case}}", id));
    const defaults = { collections: { [id]: { [DEV_USER]: "owner" } }, types: [] };
    return { ...defaults, ...expanded, id, title: `${group}: ${each.name} (${each.contract})` };
  });
}

/** A value with `$repeat` and `$text` carried out. */
function expand(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.flatMap(expandElement);
  if ("$text" in value) return value.$text.map(expandPart).join("");
  // Own properties by definition, never by assignment: a member may be called `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, expand(member)]));
}

function expandElement(element) {
  if (element?.$repeat === undefined) return [expand(element)];
  return numbered(JSON.stringify(expand(element.item)), element.$repeat).map((item) => JSON.parse(item));
}

function expandPart(part) {
  return typeof part === "string" ? part : numbered(part.text, part.$repeat).join(part.separator ?? "");
}

function numbered(text, count) {
  return Array.from({ length: count }, (_, n) => text.replaceAll("{{n}}", n));
}
