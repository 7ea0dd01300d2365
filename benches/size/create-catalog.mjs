import { createCatalog } from "er-relationships";

globalThis.verdict = createCatalog(globalThis.types).validate(globalThis.value);
