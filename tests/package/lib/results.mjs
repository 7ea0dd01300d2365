//! Results of another host as tests of this one.

import { test } from "node:test";

/** One test for each result, so that each counts and a failure has its case's name. */
export function reportResults(results) {
  for (const { title, failure } of results) {
    test(title, () => {
      if (failure !== undefined) throw new Error(failure);
    });
  }
}
