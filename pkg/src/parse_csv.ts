import { core } from "./core.js";
import { misuse } from "./errors.js";
import { unpairedSurrogate, writeText } from "./judge.js";
import { MAX_CSV_BYTES } from "./limits.js";
import { textMessageOf } from "./syntax_message.js";
import type { CsvTable } from "./types.js";

const reader = /* @__PURE__ */ core.hold((glue) => new glue.Csv());

/**
 * Reads a table in the layout that the endpoint takes as `text/csv`: names in row 1, types in row 2, `required` or
 * `optional` in row 3, a relationship in each row from the fourth on. What is wrong with a row or a cell is an issue, and
 * the reading goes on behind it. Nothing is judged but the form; a relationship's verdict is that of `validateText`.
 *
 * Where there are no issues, `"[" + relationships.join(",") + "]"` is what the endpoint makes of the same text.
 *
 * @example
 * const { relationships, issues } = parseCsv("id,floors\nstring,integer\nrequired,optional\nB1,12\nB2,twelve\n");
 * // relationships: ['{"id":"B1","floors":12}', '{"id":"B2","floors":"twelve"}']
 * // issues[0]: { code: "csvCell", path: ["floors"], index: 1, … }
 *
 * @throws a `TypeError` with the code `notJson` if the text is not a string; an `Error` with the code `wasmUnavailable`,
 *   as `validate`
 */
export function parseCsv(text: string): CsvTable {
  if (typeof text !== "string") throw misuse("notJson", "the text must be a string");
  const unpaired = unpairedSurrogate(text);
  if (unpaired) {
    const { code, path, ...more } = unpaired;
    return { columns: [], relationships: [], issues: [{ code, path, message: textMessageOf(unpaired), ...more }] };
  }
  return JSON.parse(reader((csv, memory) => csv.parse(writeText(csv, memory, text, MAX_CSV_BYTES))));
}
