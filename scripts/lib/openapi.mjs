//! The description of the API: `openapi/`, in files that fit on a screen or a few, and `openapi.json`, which is made
//! of them.

import { join } from "node:path";
import { bundle, createConfig, formatProblems, lint } from "@redocly/openapi-core";
import { Failure } from "./cli.mjs";
import { ROOT } from "./places.mjs";

/** Where the description begins. */
const SOURCE = join(ROOT, "openapi/openapi.json");

/** What the description must be besides valid by OpenAPI 3.1; `recommended` has the rest. */
const RULES = {
  // Examples are what readers copy.
  "no-invalid-media-type-examples": "error",
  "no-invalid-schema-examples": "error",
  "no-invalid-parameter-examples": "error",
  "operation-operationId": "error",
  // A path that no method of ours answers has nothing to say.
  "no-unused-components": "off",
  // The one that serves the description.
  "no-server-example.com": "error",
};

/**
 * The description as one document, in which every `$ref` leads into `#/components`.
 *
 * @throws {Failure} if a `$ref` leads nowhere
 */
export async function bundleDescription() {
  const { bundle: document, problems } = await bundle({ config: await configuration(), ref: SOURCE });
  if (problems.length > 0) throw new Failure(problems.map(({ message }) => message).join("\n"));
  return document.parsed;
}

/** What is wrong with the description by OpenAPI 3.1 and by our rules. */
export async function lintDescription() {
  return lint({ config: await configuration(), ref: SOURCE });
}

async function configuration() {
  return createConfig({ extends: ["recommended"], rules: RULES });
}
