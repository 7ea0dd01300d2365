import { type Issue, validate } from "er-relationships";
import { askAll } from "./questions.js";

const issues: Issue[] = validate([]).issues;
console.log(JSON.stringify({ ...(await askAll()), codes: issues.map(({ code }) => code) }));
