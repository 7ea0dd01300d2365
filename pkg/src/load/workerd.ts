//! Where the core comes from in a Worker: workerd compiles no wasm at run time, it takes modules of the bundle.

import module from "./core.wasm";

/** The module of the bundle. */
export function moduleNow(): WebAssembly.Module {
  return module;
}

/** The same. */
export async function moduleSoon(): Promise<WebAssembly.Module> {
  return module;
}
