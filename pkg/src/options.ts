import { misuse } from "./errors.js";
import type { ValidateOptions } from "./types.js";

/** What options ask for. */
export interface Wishes {
  maxIssues: number;
  includeValues: boolean;
}

/** @throws a `TypeError` with the code `optionInvalid` */
export function readOptions(options: ValidateOptions = {}): Wishes {
  const { abortEarly = false, maxIssues = Infinity, includeValues = false } = Object(options) as ValidateOptions;
  const isValid =
    options === Object(options) &&
    typeof abortEarly === "boolean" &&
    typeof includeValues === "boolean" &&
    maxIssues > 0 &&
    (maxIssues === Infinity || Number.isInteger(maxIssues));
  if (!isValid) throw misuse("optionInvalid", "options: abortEarly and includeValues must be true or false, maxIssues a positive integer");
  return { maxIssues: abortEarly ? 1 : maxIssues, includeValues };
}
