//! The Rust core in this page: started once, while the page is shown already.

import { signal } from "@preact/signals";
import { init, isSupported } from "er-relationships/slim";
import coreUrl from "er-relationships/core.wasm?url";

/** `unavailable`: there is no WebAssembly here; then the endpoint alone judges. */
export const coreState = signal<"starting" | "ready" | "unavailable">("starting");

/** Starts the core. */
export async function startCore(): Promise<void> {
  try {
    init(await WebAssembly.compileStreaming(fetch(coreUrl)));
    coreState.value = isSupported() ? "ready" : "unavailable";
  } catch (error) {
    console.warn("the core did not start", error);
    coreState.value = "unavailable";
  }
}
