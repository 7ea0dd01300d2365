//! The built-in types in a core that knows nothing else: half of the download, and a quarter faster.

import { newBuiltInCore } from "#built-in-core";
import { SINGLES, TEXT } from "#built-in-core-text";
import { decode } from "../load/decode.js";
import { lazyCore } from "../lazy_core.js";

const core = /* @__PURE__ */ lazyCore(
  newBuiltInCore,
  () => new WebAssembly.Module(decode(TEXT, SINGLES)),
  () => WebAssembly.compile(decode(TEXT, SINGLES)),
);

/** Asks the built-in types. */
export const builtIn = /* @__PURE__ */ core.hold((glue) => new glue.BuiltIn());

/** Starts their core without blocking. */
export const startBuiltIn = (): Promise<void> => core.start();
