import { builtIn, startBuiltIn } from "#built-in";

/**
 * Compiles and starts the core without blocking, so that the first call need not: a few milliseconds of work that a
 * page can do while it is idle. Nothing has to wait for it; every call starts the core if it does not run.
 *
 * @throws an `Error` with the code `wasmUnavailable`, as a rejection, where WebAssembly cannot be used
 */
export function ready(): Promise<void> {
  return startBuiltIn();
}

/**
 * Whether WebAssembly can be used here: not in Lockdown Mode, nor under a Content Security Policy without
 * `'wasm-unsafe-eval'`. Finds out by starting the core, unless it runs. Where it cannot, `validate` and the others throw
 * an `Error` with the code `wasmUnavailable`, and a form goes by the server's verdict.
 *
 * @example
 * const issues = isSupported() ? validate(relationship).issues : [];
 */
export function isSupported(): boolean {
  try {
    builtIn(() => {});
    return true;
  } catch {
    return false;
  }
}
