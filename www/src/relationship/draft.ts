//! A relationship that is being typed in: from the texts of the fields to the JSON that is sent, and its verdict.

import { compileSchema, type CompiledSchema, type Issue, type Result } from "er-relationships/slim";
import { PROPERTIES, type Property } from "./properties.ts";

/** What stands in each field. An empty one leaves its property out. */
export type Draft = Readonly<Record<Property, string>>;

/** What judges a text, `validateText` of the package or of a catalog. */
export type Judge = (text: string) => Result;

export const EMPTY_DRAFT = Object.fromEntries(PROPERTIES.map((name) => [name, ""])) as Draft;

/** Judges the text of `customData` by itself: lines and columns are then those of its field. Made when the core runs. */
let objectSchema: CompiledSchema | undefined;

/** The JSON text of a draft, for people to read. The text of `customData` stands there as it was typed. */
export function draftText(draft: Draft): string {
  const members = PROPERTIES.filter((name) => draft[name] !== "").map((name) => {
    const value = name === "customData" ? draft[name].trim().replaceAll("\n", "\n  ") : JSON.stringify(draft[name]);
    return `  ${JSON.stringify(name)}: ${value}`;
  });
  return members.length ? `{\n${members.join(",\n")}\n}` : "{}";
}

/** What is wrong with a draft. */
export function judgeDraft(draft: Draft, judge: Judge): Result {
  objectSchema ??= compileSchema({ type: "object" });
  const ofCustomData: Issue[] = draft.customData ? objectSchema.validateText(draft.customData).issues : [];
  const issues = ofCustomData.map((issue) => ({ ...issue, path: ["customData", ...issue.path] }));
  // What is no JSON by itself must not spoil the verdict on the rest.
  const result = judge(draftText(issues.length ? { ...draft, customData: "" } : draft));
  return { ...result, valid: result.valid && issues.length === 0, issues: [...result.issues, ...issues] };
}
