import { newCore } from "#core";
import { moduleNow, moduleSoon } from "#load";
import { lazyCore } from "./lazy_core.js";

/** The core that can judge by any schema. */
export const core = /* @__PURE__ */ lazyCore(newCore, moduleNow, moduleSoon);
