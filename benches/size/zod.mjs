import { relationship } from "../judges/zod.mjs";

globalThis.verdict = relationship.safeParse(globalThis.value);
