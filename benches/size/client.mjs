import { postRelationships } from "er-relationships/client";

globalThis.sent = postRelationships(globalThis.relationships, globalThis.options);
