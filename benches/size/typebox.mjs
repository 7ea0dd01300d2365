import { Compile } from "typebox/compile";
import { schema } from "./schema.mjs";

globalThis.verdict = [...Compile(schema).Errors(globalThis.value)];
