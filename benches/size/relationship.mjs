import { relationship } from "er-relationships";

globalThis.verdict = relationship["~standard"].validate(globalThis.value);
