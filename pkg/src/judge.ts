//! The ways from what a caller has to a result: a value, text, bytes.

import type { BodyJudge, Judge, TextBuffer } from "#core";
import { misuse } from "./errors.js";
import type { Held } from "./lazy_core.js";
import { jsonText, LONE_SURROGATE, type Fault } from "./json_text.js";
import { MAX_BODY_BYTES, MAX_ISSUES, MAX_RELATIONSHIPS } from "./limits.js";
import { messageOf } from "./message.js";
import { readOptions, type Wishes } from "./options.js";
import { resultOf, type Report, type ReportedIssue } from "./report.js";
import { textMessageOf } from "./syntax_message.js";
import type { Result, ValidateOptions } from "./types.js";

const ENCODER = /* @__PURE__ */ new TextEncoder();

/**
 * Judges a JavaScript value.
 *
 * @param isBody whether a list is one of relationships
 */
export function judgeValue(ask: Held<Judge>, value: unknown, options: ValidateOptions | undefined, isBody: boolean): Result {
  const wishes = readOptions(options);
  const { text, faults } = jsonText(value, isBody);
  if (text === undefined) throw misuse("notJson", `JSON has no value for ${typeof value}`);
  return judgeJson(ask, text, faults, wishes);
}

/** Judges the text of a value, of which `faults` are told beside what the core finds. */
export function judgeJson(ask: Held<Judge>, text: string, faults: Fault[], wishes: Wishes): Result {
  const report = reportOnText(ask, text, faults.length ? Infinity : wishes.maxIssues);
  return resultOf(report, { text: () => text, faults, messageOf }, wishes);
}

/** Judges text that the caller brought. */
export function judgeText(ask: Held<Judge>, text: string, options: ValidateOptions | undefined): Result {
  const wishes = readOptions(options);
  if (typeof text !== "string") throw misuse("notJson", "the text must be a string");
  const unpaired = unpairedSurrogate(text);
  const report = unpaired ? refused(unpaired) : reportOnText(ask, text, wishes.maxIssues);
  return resultOf(report, { text: () => text, messageOf: textMessageOf }, wishes);
}

/** Judges bytes that the caller brought. */
export function judgeBytes(ask: Held<BodyJudge>, bytes: Uint8Array | ArrayBuffer, options: ValidateOptions | undefined): Result {
  const wishes = readOptions(options);
  const view = asBytes(bytes);
  const report = reportOn(view, () =>
    ask((judge, memory) => {
      const address = judge.reserve(view.length);
      new Uint8Array(memory.buffer, address).set(view);
      return judge.countBytes(view.length) || judge.validateBytes(view.length, limitOf(wishes.maxIssues));
    }),
  );
  return resultOf(report, { text: () => new TextDecoder().decode(view), messageOf: textMessageOf }, wishes);
}

function reportOnText(ask: Held<Judge>, text: string, maxIssues: number): Report {
  return reportOn(text, () =>
    ask((judge, memory) => {
      const length = writeText(judge, memory, text, MAX_BODY_BYTES);
      return judge.countText?.(length) || judge.validateText(length, limitOf(maxIssues));
    }),
  );
}

/** Writes a text into the core's memory; how many bytes. Of one with more than `maxBytes` it is more of them, but not all. */
export function writeText(buffer: TextBuffer, memory: WebAssembly.Memory, text: string, maxBytes: number): number {
  // A unit of UTF-16 becomes three bytes at most. Where not all that there is finds room, it is too much in any case.
  const room = Math.min(3 * text.length, maxBytes + 4);
  const address = buffer.reserve(room);
  return ENCODER.encodeInto(text, new Uint8Array(memory.buffer, address, room)).written;
}

/** `judge` gives how many relationships there are, if there is nothing else to say, or a report. */
function reportOn(body: { length: number }, judge: () => number | string): Report {
  // Too long even before it is UTF-8: not to be copied. What becomes too long by that the core refuses.
  if (body.length > MAX_BODY_BYTES) return refused({ code: "bodyTooLarge", path: [] });
  const verdict = judge();
  return typeof verdict === "number" ? { count: verdict, issues: [] } : JSON.parse(verdict);
}

/** A number that the core can take: there are never more issues. */
function limitOf(maxIssues: number): number {
  return Math.min(maxIssues, MAX_RELATIONSHIPS * MAX_ISSUES);
}

/** What is said of a body that the core does not see. */
function refused(issue: ReportedIssue): Report {
  return { count: 0, issues: [issue] };
}

/**
 * Half of a surrogate pair that stands in the text. It would reach the core as U+FFFD, which is another id perhaps; so it
 * is found here, and placed as the core places what is not UTF-8, which it looks for before all else.
 */
export function unpairedSurrogate(text: string): ReportedIssue | undefined {
  // Many times faster, but not in every browser.
  const at = text.isWellFormed?.() ? -1 : text.search(LONE_SURROGATE);
  if (at < 0) return undefined;
  const lines = text.slice(0, at).split("\n");
  return { code: "unpairedSurrogate", path: [], params: { line: lines.length, column: [...lines.at(-1)!].length + 1 } };
}

/** Of any realm: what an iframe or jsdom calls a `Uint8Array` is one too. */
function asBytes(bytes: Uint8Array | ArrayBuffer): Uint8Array {
  const kind = Object.prototype.toString.call(bytes);
  if (kind === "[object Uint8Array]") return bytes as Uint8Array;
  if (kind === "[object ArrayBuffer]") return new Uint8Array(bytes as ArrayBuffer);
  throw misuse("notJson", "the bytes must be a Uint8Array or an ArrayBuffer");
}
