//! All that is to be said of a row: by the core, by the endpoint, and by the checks across rows.

import { explain, type Issue } from "er-relationships/slim";
import { texts } from "../texts.ts";
import type { Finding } from "./protocol.ts";

/** A row with an error is not sent; a warning probably is a mistake; a note may be meant so. */
export type Level = "error" | "warning" | "note";

/** Something about a row. */
export interface Problem {
  level: Level;
  /** A sentence without a full stop. */
  text: string;
  /** The property that it is about, if it is about one. */
  property?: string | undefined;
}

/** What is known of a row. */
export interface Judgement {
  key: number;
  issues: readonly Issue[];
  hints: readonly Issue[];
  /** What the endpoint said when the row was sent, as long as it was not changed. */
  refusals: readonly Issue[];
}

const LEVEL_OF_CHECK: Record<Finding["check"], Level> = {
  duplicateId: "error",
  sameEdge: "warning",
  hasPartCycle: "warning",
  missingInverse: "note",
};

const PROPERTY_OF_CHECK: Partial<Record<Finding["check"], string>> = { duplicateId: "id", missingInverse: "relationshipType" };

/** The problems of a row, the worst first. */
export function problemsOf({ key, issues, hints, refusals }: Judgement, findings: readonly Finding[]): Problem[] {
  const ofCore = [...issues, ...refusals].map((issue) => problemOf("error", issue));
  const ofChecks = findings
    // The first with an id keeps it.
    .filter(({ check, keys }) => check !== "duplicateId" || keys[0] !== key)
    .map((finding): Problem => {
      const { check } = finding;
      return { level: LEVEL_OF_CHECK[check], text: texts.many.ofRow[check](finding), property: PROPERTY_OF_CHECK[check] };
    });
  const all = [...ofCore, ...hints.map((hint) => problemOf("warning", hint)), ...ofChecks];
  return (["error", "warning", "note"] as const).flatMap((level) => all.filter((problem) => problem.level === level));
}

function problemOf(level: Level, issue: Issue): Problem {
  const [property] = issue.path;
  return { level, text: explain(issue), property: property === undefined ? undefined : String(property) };
}
