//! The members of an object's JSON text, each as it is written there: with all digits of its numbers, and twice if it is there
//! twice.

import { endOfString, skipBlanks, trimmedSlice } from "./scan.ts";
import { objectOf } from "./object.ts";

/** A member of an object. */
export interface Member {
  name: string;
  /** Its value's JSON text. */
  value: string;
}

/** The members in their order, or undefined if the text is no JSON object. */
export function membersOf(text: string): Member[] | undefined {
  if (!objectOf(text)) return undefined;
  const members: Member[] = [];
  let at = skipBlanks(text, skipBlanks(text, 0) + 1);
  while (text[at] === '"') {
    const endOfName = endOfString(text, at);
    const start = skipBlanks(text, endOfName) + 1;
    const end = endOfValue(text, start);
    members.push({ name: JSON.parse(text.slice(at, endOfName)) as string, value: trimmedSlice(text, start, end) });
    at = skipBlanks(text, end + 1);
  }
  return members;
}

/** The JSON text of an object with these members. */
export function textOfMembers(members: readonly Member[]): string {
  return `{${members.map(({ name, value }) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

/** The `,` or `}` behind a member's value. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === "{" || character === "[") depth++;
    else if (depth > 0 && (character === "}" || character === "]")) depth--;
    else if (depth === 0 && (character === "," || character === "}")) return at;
  }
  return text.length;
}
