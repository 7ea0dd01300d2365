//! The bytes of a file as text.

/** More than a text can hold in every browser, and far more than people send. */
export const MAX_FILE_BYTES = 128 * 1024 * 1024;

/** Why a file is no text that can be read. */
export type Unreadable = "notUtf8" | "utf16" | "tooLarge";

/** The text without its byte order mark, or why there is none. */
export function textOf(bytes: ArrayBuffer): { text: string } | { reason: Unreadable } {
  if (bytes.byteLength > MAX_FILE_BYTES) return { reason: "tooLarge" };
  const [first, second] = new Uint8Array(bytes);
  // By its byte order mark; or by the empty half of an ASCII character, which would pass for UTF-8.
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0;
  if (isUtf16) return { reason: "utf16" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { reason: "notUtf8" };
  }
}
