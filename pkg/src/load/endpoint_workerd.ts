//! Where the endpoint comes from in a Worker: workerd compiles no wasm at run time, it takes modules of the bundle.

import module from "./endpoint.wasm";

/** The module of the bundle. */
export function moduleNow(): WebAssembly.Module {
  return module;
}
