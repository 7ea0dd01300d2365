//! Where the core comes from, when nothing else is known: it is part of the JavaScript, as text.

import { SINGLES, TEXT } from "#core-text";
import { decode } from "./decode.js";

/** Compiles at once. */
export function moduleNow(): WebAssembly.Module {
  return new WebAssembly.Module(decode(TEXT, SINGLES));
}

/** Compiles beside the caller's work, where the host can. */
export function moduleSoon(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(decode(TEXT, SINGLES));
}
