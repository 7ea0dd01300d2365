//! The package: `import { validate } from "er-relationships"`. Nothing happens when it is loaded; the first call starts
//! the core.

export { createCatalog } from "./catalog.js";
export { compileSchema } from "./compile_schema.js";
export type { ErrorCode } from "./errors.js";
export { explain, messages } from "./explain.js";
export type { Message, Messages } from "./explain.js";
export { byItem, flatten } from "./flatten.js";
export type { Flattened } from "./flatten.js";
export { parseCsv } from "./parse_csv.js";
export { isSupported, ready } from "./ready.js";
export { relationship, relationships } from "./relationship.js";
export type * from "./types.js";
export { validate, validateBytes, validateText } from "./validate.js";
