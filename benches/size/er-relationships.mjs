import { validate } from "er-relationships";

globalThis.verdict = validate(globalThis.value);
