import { compileSchema } from "er-relationships";

globalThis.verdict = compileSchema(globalThis.schema).validate(globalThis.value);
