import { askAll } from "./questions.js";

console.log(JSON.stringify(await askAll()));
