//! Where things end in JSON text, without a parser: the text keeps its digits, its order and its faults.

const LINE_FEED = 10;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Behind the string that begins with the quote at `start`. One that is never closed ends with its line, because no string of
 * JSON has a line break in it: so one forgotten quote does not turn the rest of a file inside out.
 */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === LINE_FEED) return at;
    if (code === BACKSLASH && text.charCodeAt(at + 1) !== LINE_FEED) at++;
  }
  return text.length;
}

/** The first character from `start` on that is no white space of JSON. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** `text.slice(start, end)` without white space of JSON at its ends. */
export function trimmedSlice(text: string, start: number, end: number): string {
  let last = end;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last--;
  return text.slice(Math.min(skipBlanks(text, start), last), last);
}

function isBlank(code: number): boolean {
  return code === 32 || code === LINE_FEED || code === 13 || code === 9;
}
