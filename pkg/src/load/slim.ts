//! Where the core comes from in `er-relationships/slim`: the caller brings it.

import { misuse, unavailable } from "../errors.js";

let module: WebAssembly.Module | undefined;

/**
 * Hands over the core, `er-relationships/core.wasm`: its bytes, which are compiled at once, or a compiled module. Must be
 * called before anything is judged; later calls change nothing that is running.
 *
 * @example
 * import { init, validate } from "er-relationships/slim";
 *
 * init(await WebAssembly.compileStreaming(fetch("/assets/core.wasm")));
 * validate({ id: "B1-F1" });
 *
 * @throws an `Error` with the code `wasmUnavailable` where bytes cannot be compiled, with the cause
 */
export function init(bytesOrModule: WebAssembly.Module | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
  try {
    module = isBytes(bytesOrModule) ? new WebAssembly.Module(bytesOrModule) : bytesOrModule;
  } catch (cause) {
    throw unavailable(cause);
  }
}

function isBytes(source: WebAssembly.Module | ArrayBuffer | ArrayBufferView<ArrayBuffer>): source is ArrayBuffer | ArrayBufferView<ArrayBuffer> {
  // Not `instanceof`: the bytes may be of another realm.
  return ArrayBuffer.isView(source) || Object.prototype.toString.call(source) === "[object ArrayBuffer]";
}

/** What was brought. */
export function moduleNow(): WebAssembly.Module {
  if (!module) throw misuse("notInitialized", "call `init` of er-relationships/slim with the bytes or the module of core.wasm first");
  return module;
}

/** The same. */
export async function moduleSoon(): Promise<WebAssembly.Module> {
  return moduleNow();
}
