// Compiled in the page, as one does whose schemas come with the program.
import Ajv from "ajv";
import { schema } from "../judges/schema.mjs";

const judge = new Ajv({ allErrors: true, strict: false, validateSchema: false }).compile(schema);
globalThis.verdict = judge(globalThis.value) ? [] : judge.errors;
