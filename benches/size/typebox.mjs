import { Compile } from "typebox/compile";
import { schema } from "../judges/schema.mjs";

globalThis.verdict = [...Compile(schema).Errors(globalThis.value)];
