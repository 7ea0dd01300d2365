//! From the core's report to the result.

import { valuesOf } from "./got.js";
import type { Fault } from "./json_text.js";
import { MAX_ISSUES } from "./limits.js";
import type { Wishes } from "./options.js";
import type { Issue, Result } from "./types.js";

/** An issue as the core tells it. */
export type ReportedIssue = Omit<Issue, "message">;

/** What the core answers, parsed (`core::report`). */
export interface Report {
  count: number;
  issues: ReportedIssue[];
  hints?: ReportedIssue[];
}

/** What was judged. */
export interface Judged {
  /** Asked for only if values are to be shown. */
  text: () => string;
  /** What JSON could not even hold. */
  faults?: Fault[];
  messageOf: (issue: ReportedIssue) => string;
}

/** Puts together what the core found and what never came there. */
export function resultOf(report: Report, { text, faults = [], messageOf }: Judged, { maxIssues, includeValues }: Wishes): Result {
  const found = faults.length ? withFaults(report.issues, faults) : report.issues;
  const got = includeValues && found.length ? valuesOf(text) : () => "";
  const toIssue = (issue: ReportedIssue & { value?: unknown }): Issue => {
    const { code, path, value, ...more } = issue;
    return { code, path, message: messageOf(issue) + got(issue), ...more };
  };
  const result: Result = { valid: !found.length, count: report.count, issues: found.slice(0, maxIssues).map(toIssue) };
  if (report.hints) result.hints = report.hints.map(toIssue);
  return result;
}

/** The faults of each relationship before its other issues, without those that the `null` in place of a fault has. */
function withFaults(issues: ReportedIssue[], faults: Fault[]): ReportedIssue[] {
  const isOfFault = ({ index, path }: ReportedIssue) =>
    faults.some((fault) => fault.index === index && fault.path.every((segment, at) => segment === path[at]));
  const all = [...faults, ...issues.filter((issue) => !isOfFault(issue))];
  all.sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
  return all.filter(({ index }, at) => at < MAX_ISSUES || all[at - MAX_ISSUES]!.index !== index);
}
