import { createEndpoint } from "er-relationships/endpoint";

globalThis.endpoint = createEndpoint(globalThis.options);
