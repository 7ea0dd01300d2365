import { safeParse } from "valibot";

import { relationship } from "../judges/valibot.mjs";

globalThis.verdict = safeParse(relationship, globalThis.value);
