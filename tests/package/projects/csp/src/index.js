import { createCatalog, explain, isSupported, ready, validate } from "er-relationships";
import { createEndpoint } from "er-relationships/endpoint";
import { askAll } from "./questions.js";

/** What a call throws, or rejects with. */
async function thrownBy(call) {
  try {
    await call();
  } catch (error) {
    return { isError: error instanceof Error, code: error.code, hasCause: error.cause !== undefined };
  }
}

async function main() {
  if (isSupported()) return askAll();
  return {
    validate: await thrownBy(() => validate({})),
    again: await thrownBy(() => validate({})),
    createCatalog: await thrownBy(() => createCatalog([])),
    createEndpoint: await thrownBy(() => createEndpoint({ collections: {}, tokens: {} })),
    ready: await thrownBy(ready),
    // The verdict of a server is explained without the core.
    explained: explain({ code: "propertyRequired", path: ["destinationEntityId"], message: "" }),
  };
}

main().then((answers) => {
  document.querySelector("output").value = JSON.stringify(answers);
});
