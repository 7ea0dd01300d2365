//! What the page and the worker that reads and judges say to each other.

import type { CsvTable, Issue, JsonSchema } from "er-relationships/slim";
import type { TypeInfo } from "../relationship/type_info.ts";

/** The formats of a file. */
export type Format = "json" | "ndjson" | "csv";

/** A column of CSV, as the rows 1 to 3 have it. */
export type Column = CsvTable["columns"][number];

/** What the page says. To stop a reading, it terminates the worker. */
export type ToWorker =
  /** Types that are not built in; all rows are judged anew. `infos` is about these and the built-in ones. */
  | { kind: "types"; schemas: JsonSchema[]; infos: TypeInfo[] }
  /** A file, in place of the one before. A text that was pasted comes as its UTF-8. */
  | { kind: "read"; bytes: ArrayBuffer; name?: string | undefined }
  | { kind: "edit"; rows: { key: number; text: string }[] }
  | { kind: "remove"; keys: number[] };

/** What is wrong with a row, and what only looks like a mistake. */
export interface Judged {
  /** Counted from 0 in the order of the file; stays the row's own when others are removed. */
  key: number;
  issues: Issue[];
  hints: Issue[];
}

/** A row as it was read. */
export interface ReadRow extends Judged {
  /** Its JSON text. */
  text: string;
  /** The line of the file in which it begins, counted from 1; of a row of CSV absent. */
  line?: number | undefined;
}

/** What is found only by looking at several rows. */
export interface Finding {
  check: "duplicateId" | "sameEdge" | "missingInverse" | "hasPartCycle";
  /** The rows that it is about, in their order. Of `duplicateId` the first one is not to blame. */
  keys: number[];
  /** `hasPartCycle`: each is a part of the one before it, and the first of the last. No more than 50 are named. */
  entities?: string[];
  /** `missingInverse`: the type of which there should be relationships as well. */
  inverse?: string;
}

/** What the worker says. After a `read`: `head`, `rows` until `done`, `checks`, `timing`. */
export type FromWorker =
  /** `issues` are about the file as a whole. */
  | { kind: "head"; format: Format; columns?: Column[] | undefined; total: number; issues: Issue[] }
  /** `total` as in `head`. The last one is `done`, and may be empty. */
  | { kind: "rows"; rows: ReadRow[]; done: boolean; total: number }
  /** New verdicts, after an edit or new types. */
  | { kind: "judged"; rows: Judged[] }
  /** All findings anew, in several messages if there are many; until `done` the earlier ones stand. */
  | { kind: "checks"; findings: Finding[]; done: boolean }
  /** What the work since the last such message took; the worker has nothing to do now. */
  | { kind: "timing"; rows: number; readMillis: number; judgeMillis: number; checkMillis: number }
  /** The file is no text in UTF-8; `utf16` if it looks like one in UTF-16; or has more than 128 MiB. */
  | { kind: "unreadable"; reason: "notUtf8" | "utf16" | "tooLarge" }
  /** Types that cannot be compiled here, so that rows of them are refused. */
  | { kind: "typesLeftOut"; names: string[] }
  /** The worker is of no use: there is no core (`wasmUnavailable`), or a fault of ours. */
  | { kind: "failed"; code?: string | undefined; message: string };
