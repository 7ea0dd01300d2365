//! Where the endpoint comes from, when nothing else is known: it is part of the JavaScript, as text.

import { SINGLES, TEXT } from "#endpoint-text";
import { decode } from "./decode.js";

/** Compiles at once. */
export function moduleNow(): WebAssembly.Module {
  return new WebAssembly.Module(decode(TEXT, SINGLES));
}
