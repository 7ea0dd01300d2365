//! JSON text with other white space and nothing else changed, so that numbers keep all their digits.

import { endOfString, skipBlanks } from "./scan.ts";
import { isJson } from "./object.ts";

/** The core takes no deeper nesting; what is deeper is not moved in any further. */
const MAX_INDENTED_DEPTH = 64;

/** In one line, as short as can be. What is no JSON only loses its line breaks. */
export function compact(text: string): string {
  return isJson(text) ? laidOut(text, ":", () => "") : text.replace(/[\r\n]+/g, " ");
}

/** One member or element a line. What is no JSON stays as it is. */
export function pretty(text: string): string {
  return isJson(text) ? laidOut(text, ": ", (depth) => `\n${"  ".repeat(Math.min(depth, MAX_INDENTED_DEPTH))}`) : text;
}

function laidOut(text: string, colon: string, lineBreak: (depth: number) => string): string {
  let out = "";
  let depth = 0;
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    const character = text[at]!;
    if (character === '"') {
      const end = endOfString(text, at);
      out += text.slice(at, end);
      at = end;
      continue;
    }
    if (character === "{" || character === "[") {
      const next = skipBlanks(text, at + 1);
      const isEmpty = text[next] === "}" || text[next] === "]";
      out += isEmpty ? character + text[next] : character + lineBreak(++depth);
      at = isEmpty ? next + 1 : next;
      continue;
    }
    if (character === "}" || character === "]") out += lineBreak(--depth) + character;
    else if (character === ",") out += character + lineBreak(depth);
    else out += character === ":" ? colon : character;
    at++;
  }
  return out;
}
