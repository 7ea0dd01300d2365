//! The built-in types in the core that takes any: where it is there in any case, a second one would only be more.

import { core } from "../core.js";

/** Asks the built-in types. */
export const builtIn = /* @__PURE__ */ core.hold((glue) => new glue.Catalog(true));

/** Starts their core without blocking. */
export const startBuiltIn = (): Promise<void> => core.start();
