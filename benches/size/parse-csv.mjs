import { parseCsv } from "er-relationships";

globalThis.table = parseCsv(globalThis.text);
