//! The core's verdict on rows: as many at once as it takes, each with its own issues.

import type { Issue, Result } from "er-relationships/slim";
import type { Statement } from "./statement.ts";
import { isJson, objectOf } from "../json/object.ts";
import { statementOf } from "./statement.ts";

/** The most relationships of a list. */
const MAX_BATCH_ROWS = 100;
/** A list has no more than 4 MiB, and no character of UTF-16 more than 3 bytes in UTF-8. */
const MAX_BATCH_CHARACTERS = (4 * 1024 * 1024) / 3 - MAX_BATCH_ROWS - 2;

/** What a row is judged to be. */
export interface Verdict {
  issues: Issue[];
  hints: Issue[];
  /** What it states, for the checks across rows; absent if it is no object. */
  statement?: Statement;
}

/** `validateText`, of the package or of a catalog. */
export type Validate = (text: string) => Result;

/** The verdict on each of the JSON texts. Whether an `id` stands twice is for the checks across all rows. */
export function judge(texts: readonly string[], validate: Validate): Verdict[] {
  const verdicts: Verdict[] = [];
  let batch: { text: string; verdict: Verdict }[] = [];
  let characters = 0;
  const judgeBatch = () => {
    judgeObjects(batch, validate);
    batch = [];
    characters = 0;
  };
  for (const text of texts) {
    const verdict: Verdict = { issues: [], hints: [] };
    verdicts.push(verdict);
    const object = objectOf(text);
    // Only what is one object by itself may stand in a list: `{},{}` would be two rows there.
    if (!object) {
      verdict.issues = issuesOfNoObject(text, validate);
      continue;
    }
    verdict.statement = statementOf(object);
    if (batch.length === MAX_BATCH_ROWS || (batch.length > 0 && characters + text.length > MAX_BATCH_CHARACTERS)) judgeBatch();
    batch.push({ text, verdict });
    characters += text.length;
  }
  if (batch.length > 0) judgeBatch();
  return verdicts;
}

/** Judges objects as a list. One that is refused as a whole is halved until it is clear which of them is to blame. */
function judgeObjects(batch: { text: string; verdict: Verdict }[], validate: Validate): void {
  const { count, issues, hints = [] } = validate(`[${batch.map(({ text }) => text).join(",")}]`);
  if (count === batch.length) {
    for (const issue of issues) if (issue.code !== "duplicateId") batch[issue.index!]!.verdict.issues.push(ownIssue(issue));
    for (const hint of hints) batch[hint.index!]!.verdict.hints.push(ownIssue(hint));
  } else if (batch.length === 1) {
    const { text, verdict } = batch[0]!;
    // By itself, so that line and column are those of the row. What only a list is too deep or too large for, it says itself.
    const alone = validate(text);
    verdict.issues = alone.count === 0 ? alone.issues : issues;
  } else {
    const half = batch.length >> 1;
    judgeObjects(batch.slice(0, half), validate);
    judgeObjects(batch.slice(half), validate);
  }
}

/** An issue of a list, as one of the row alone. */
function ownIssue({ index: _, ...issue }: Issue): Issue {
  return issue;
}

function issuesOfNoObject(text: string, validate: Validate): Issue[] {
  // A list, a number: the core would judge the list, or ask for one.
  if (isJson(text)) return [{ code: "objectExpected", path: [], message: "#:ObjectExpected" }];
  return validate(text).issues;
}
