import { builtIn } from "#built-in";
import { judgeBytes, judgeText, judgeValue } from "./judge.js";
import type { Result, ValidateOptions } from "./types.js";

/**
 * Judges one relationship, or a list of 1 to 100, as the endpoint would: the same codes, paths, messages, in the same
 * order. The first call starts the core, see `ready`.
 *
 * What JSON cannot hold is an issue with its path: `notJson` (a function, a symbol, bytes, and what JSON turns into `{}`
 * without being an object of data: a Map, a Promise, an Error, a FormData), `cycle`, `numberNotFinite`,
 * `numberOutOfRange`, `unpairedSurrogate`, `tooDeep`, `getterThrew`. Otherwise a value counts as what `JSON.stringify`
 * makes of it; a bigint counts as its digits.
 *
 * @example
 * const { valid, issues } = validate({
 *   id: "B1-F1",
 *   relationshipName: "B1 hasPart F1",
 *   relationshipType: "BRICK_0_4__hasPart_Location_Location",
 *   sourceEntityId: "B1",
 * });
 * // issues[0]: { code: "propertyRequired", path: ["destinationEntityId"], … }
 *
 * @throws a `TypeError` with the code `notJson` for undefined, a function or a symbol, `optionInvalid` for options that
 *   are none; an `Error` with the code `wasmUnavailable` where WebAssembly cannot be used, see `isSupported`
 */
export function validate(value: unknown, options?: ValidateOptions): Result {
  return judgeValue(builtIn, value, options, true);
}

/**
 * Judges JSON text exactly as the endpoint judges the body of a request.
 *
 * @throws as `validate`; `notJson` if the text is not a string
 */
export function validateText(text: string, options?: ValidateOptions): Result {
  return judgeText(builtIn, text, options);
}

/**
 * Judges the bytes of JSON text, UTF-8, exactly as the endpoint judges the body of a request.
 *
 * @throws as `validate`; `notJson` if the bytes are neither a `Uint8Array` nor an `ArrayBuffer`
 */
export function validateBytes(bytes: Uint8Array | ArrayBuffer, options?: ValidateOptions): Result {
  return judgeBytes(builtIn, bytes, options);
}
