//! Results in the forms that forms want.

import { explain } from "./explain.js";
import { place } from "./place.js";
import type { Issue, Result } from "./types.js";

/** Sentences by the field that they are about. */
export interface Flattened {
  /** About the whole, none of the fields. */
  form: string[];
  /** By place: `customData.floors[0]`, and in a list `[3].id`. Without a prototype, so that any name is a mere name. */
  fields: Record<string, string[]>;
}

/**
 * Sorts the sentences of `explain` by field.
 *
 * @example
 * flatten(validate({ id: "" })).fields.id; // ["id must not be empty"]
 */
export function flatten(result: Result, locale?: string): Flattened {
  const form: string[] = [];
  const fields: Record<string, string[]> = Object.create(null);
  for (const issue of result.issues) {
    const { index, path } = issue;
    const field = place(index === undefined ? path : [index, ...path]);
    const sentences = field ? (fields[field] ??= []) : form;
    sentences.push(explain(issue, locale));
  }
  return { form, fields };
}

/**
 * Sorts the issues by relationship: one list for each of the `count` that were judged, empty where nothing is wrong.
 * Where the body as a whole is wrong nothing was judged, `count` is 0, and there is no list; see `result.issues`.
 *
 * @example
 * const rows = byItem(validate(relationships));
 * const accepted = relationships.filter((_, index) => rows[index]?.length === 0);
 */
export function byItem(result: Result): Issue[][] {
  const items: Issue[][] = Array.from({ length: result.count }, () => []);
  // An issue of one relationship that is no list has no index.
  for (const issue of result.issues) items[issue.index ?? 0]?.push(issue);
  return items;
}
