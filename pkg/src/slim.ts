//! The package without the core: `import { init, validate } from "er-relationships/slim"`.

export * from "./index.js";
export { init } from "./load/slim.js";
