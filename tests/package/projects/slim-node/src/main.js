import { readFile } from "node:fs/promises";
import { explain, init, validateText } from "er-relationships/slim";

init(await readFile(new URL(import.meta.resolve("er-relationships/core.wasm"))));
console.log(JSON.stringify(validateText("[]").issues.map((issue) => explain(issue))));
