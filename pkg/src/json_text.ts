//! From a JavaScript value to JSON text.
//!
//! `JSON.stringify` leaves functions out, writes NaN as null and a Map as {}, and throws at a cycle without saying where.
//! Here each of these is a fault with a path, and the rest of the value is written all the same. Everything else comes
//! out as `JSON.stringify` has it; so does a bigint, which JSON can hold and `JSON.stringify` throws at.

import { MAX_BODY_BYTES, MAX_DEPTH, MAX_ISSUES, MAX_RELATIONSHIPS, MAX_SEGMENT_CHARS } from "./limits.js";
import { shorten } from "./place.js";
import type { IssueCode, Path } from "./types.js";

/** What stands for itself in a JSON string and is no half of a surrogate pair: nearly every name and value. */
const PLAIN = /^[^"\\\0-\x1f\ud800-\udfff]*$/;

/** A half of a surrogate pair without the other. */
export const LONE_SURROGATE = /\p{Surrogate}/u;

/** What `JSON.stringify` makes undefined of. Inside of a value it is a fault. */
const NO_VALUES = ["function", "symbol"];

/** A part of a value that JSON cannot hold. */
export interface Fault {
  code: IssueCode;
  path: Path;
  /** Which relationship of a list; the path starts there. */
  index?: number;
  /** The part itself, where it is a primitive. */
  value?: unknown;
}

/** A value as text. */
export interface JsonText {
  /** Faulty parts are `null`. Nothing at all if the whole is no JSON value: undefined, a function or a symbol. */
  text: string | undefined;
  faults: Fault[];
}

/**
 * Writes a value as JSON text. Never throws, whatever getters, proxies and `toJSON` do. Stops when the text is longer
 * than `MAX_BODY_BYTES`: a few objects that share others can stand for any amount.
 *
 * @param isBody whether a list is one of relationships, whose faults are told apart by index
 */
export function jsonText(root: unknown, isBody: boolean): JsonText {
  const faults: Fault[] = [];
  /** The containers around the present value. */
  const parents: object[] = [];
  /** The way to the present value, as many segments as it is deep. What stands behind them is of an earlier one. */
  const path: Path = [];
  let text = "";
  let isList = false;
  let faultsOfItem = 0;

  /** Notes a fault of the value `depth` segments down the path; what to write in its place. */
  const fail = (code: IssueCode, depth: number, value?: unknown): string => {
    const index = isList ? (path[0] as number) : -1;
    if (faultsOfItem++ < MAX_ISSUES && index < MAX_RELATIONSHIPS) {
      const segments = path.slice(isList ? 1 : 0, depth);
      const cut = segments.map((segment) => (typeof segment === "string" ? shorten(segment, MAX_SEGMENT_CHARS) : segment));
      faults.push({ code, path: cut, ...(isList && { index }), value });
    }
    // One relationship that is no object would have the core refuse the whole list.
    return isList && depth === 1 ? "{}" : "null";
  };

  /** Writes the member or element `key` of `holder` behind `before`, unless there is none; whether there is. */
  const writeMember = (holder: any, key: string | number, depth: number, before: string): boolean => {
    let value;
    try {
      value = holder[key];
      if ((typeof value === "object" && value) || typeof value === "bigint" || typeof value === "function") {
        const toJson = value.toJSON;
        if (typeof toJson === "function") value = Reflect.apply(toJson, value, [`${key}`]);
      }
    } catch {
      text += before + fail("getterThrew", depth);
      return true;
    }
    if (value === undefined || (depth === 0 && NO_VALUES.includes(typeof value))) return false;
    text += before;
    write(value, depth);
    return true;
  };

  const write = (value: unknown, depth: number): void => {
    if (typeof value === "string") text += quote(value) ?? fail("unpairedSurrogate", depth, value);
    else if (typeof value === "number") text += Number.isFinite(value) ? value : fail("numberNotFinite", depth, value);
    else if (typeof value === "boolean" || value === null) text += value;
    // What rounds to infinity is what the core finds out of range.
    else if (typeof value === "bigint") text += Number.isFinite(Number(value)) ? value : fail("numberOutOfRange", depth, value);
    else if (typeof value !== "object") text += fail("notJson", depth);
    else if (parents.includes(value)) text += fail("cycle", depth);
    else if (depth >= MAX_DEPTH) text += fail("tooDeep", depth);
    else writeObject(value, depth);
  };

  const writeObject = (object: object, depth: number): void => {
    let content;
    try {
      content = contentOf(object);
    } catch {
      text += fail("getterThrew", depth);
      return;
    }
    if (!content) {
      text += fail("notJson", depth);
    } else if ("boxed" in content) {
      write(content.boxed, depth);
    } else {
      parents.push(object);
      if (content.names) writeMembers(object, content.names, depth);
      else writeElements(object, content.length, depth);
      parents.pop();
    }
  };

  const writeMembers = (object: object, names: string[], depth: number): void => {
    let before = "{";
    for (const name of names) {
      if (text.length > MAX_BODY_BYTES) break;
      path[depth] = name;
      const quoted = quote(name);
      if (quoted === undefined) fail("unpairedSurrogate", depth + 1, name);
      else if (writeMember(object, name, depth + 1, `${before}${quoted}:`)) before = ",";
    }
    text += before === "{" ? "{}" : "}";
  };

  const writeElements = (list: object, length: number, depth: number): void => {
    const isItems = isBody && depth === 0;
    text += "[";
    for (let index = 0; index < length && text.length <= MAX_BODY_BYTES; index++) {
      path[depth] = index;
      if (isItems) {
        isList = true;
        faultsOfItem = 0;
      }
      const before = index ? "," : "";
      if (!writeMember(list, index, depth + 1, before)) text += `${before}null`;
    }
    text += "]";
  };

  const isThere = writeMember({ "": root }, "", 0, "");
  return { text: isThere ? text : undefined, faults };
}

/** A JSON string; nothing if half of a surrogate pair is in it. */
function quote(text: string): string | undefined {
  // The whole will be refused for its length, so it need not be JSON.
  if (PLAIN.test(text) || text.length > MAX_BODY_BYTES) return `"${text}"`;
  return LONE_SURROGATE.test(text) ? undefined : JSON.stringify(text);
}

type Content = { names: string[] } | { names?: undefined; length: number } | { boxed: unknown };

/**
 * What JSON takes from an object: the length of an array, the names of the members of any other, or the primitive in a
 * box (`new Number(1)`). Nothing if it is of a kind of its own with nothing that JSON would write, as a Map, a RegExp, a
 * Promise, an Error, a FormData or a Blob, or if it holds bytes. Throws what a proxy throws.
 */
function contentOf(object: object): Content | undefined {
  if (Array.isArray(object)) return { length: Number(object.length) };
  if (Object.getPrototypeOf(object) === Object.prototype) return { names: Object.keys(object) };
  // Not `instanceof`: it may be of another realm, as a form's values in an iframe are.
  const kind = Object.prototype.toString.call(object);
  if (kind === "[object Number]") return { boxed: Number(object) };
  if (kind === "[object String]") return { boxed: String(object) };
  if (kind === "[object Boolean]") return { boxed: Boolean.prototype.valueOf.call(object) };
  if (kind === "[object BigInt]") return { boxed: BigInt.prototype.valueOf.call(object) };
  if (ArrayBuffer.isView(object)) return undefined;
  const names = Object.keys(object);
  return kind === "[object Object]" || names.length ? { names } : undefined;
}
