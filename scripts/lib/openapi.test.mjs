import assert from "node:assert/strict";
import test from "node:test";
import { bundleDescription, lintDescription } from "./openapi.mjs";

test("the description keeps the rules of OpenAPI 3.1 and ours, and its examples are as it says", async () => {
  const problems = await lintDescription();
  assert.deepEqual(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0].pointer}`), []);
});

test("every reference of the bundle leads into its components", async () => {
  const document = await bundleDescription();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
  assert.ok(references.length > 0);
  for (const reference of references) {
    assert.match(reference, /^#\/components\/\w+\/\w+$/);
    assert.ok(reference.slice(2).split("/").reduce((at, name) => at?.[name], document), reference);
  }
});

test("every operation names its scope, and takes v and x-correlation-id", async () => {
  const { paths } = await bundleDescription();
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    const [{ bearer: [scope] }] = operation.security;
    assert.ok(operation.description.startsWith(`Scope \`${scope}\``), operation.operationId);
    const names = operation.parameters.map(({ $ref }) => $ref.split("/").at(-1));
    assert.ok(names.includes("Version") && names.includes("CorrelationId"), operation.operationId);
  }
});
