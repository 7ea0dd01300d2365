//! Verdicts as Standard Schema (https://standardschema.dev) wants them.

import { explain } from "./explain.js";
import { judgeJson } from "./judge.js";
import type { Judge } from "#core";
import type { Held } from "./lazy_core.js";
import { jsonText } from "./json_text.js";
import { readOptions } from "./options.js";
import { messageOf } from "./message.js";
import type { Issue, StandardSchema } from "./types.js";

/** A Standard Schema that asks these types. */
export function standardSchema<T>(ask: Held<Judge>, isList: boolean): StandardSchema<T> {
  return {
    "~standard": {
      version: 1,
      vendor: "er-relationships",
      validate(value) {
        const issues = issuesOf(ask, value, isList);
        if (!issues.length) return { value: value as T };
        return { issues: issues.map((issue) => ({ message: explain(issue), path: wholePath(issue) })) };
      },
    },
  };
}

function issuesOf(ask: Held<Judge>, value: unknown, isList: boolean): Issue[] {
  // Forms start with undefined: an issue here, where `validate` throws.
  const { text = "", faults } = jsonText(value, true);
  const isFaulty = text === "null" && faults.length > 0;
  if (isFaulty || text.startsWith(isList ? "[" : "{")) return judgeJson(ask, text, faults, readOptions()).issues;
  const code = isList ? "arrayExpected" : "objectExpected";
  return [{ code, path: [], message: messageOf({ code, path: [] }) }];
}

function wholePath({ index, path }: Issue): PropertyKey[] {
  return index === undefined ? path : [index, ...path];
}
