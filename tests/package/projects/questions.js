//! What the programs of the projects ask of the package: each wasm, and each way into it. lib/answers.mjs has the answers.

import { compileSchema, createCatalog, explain, relationship, validate } from "er-relationships";
import { createEndpoint } from "er-relationships/endpoint";

const GOOD = {
  id: "B1-F1",
  relationshipName: "B1 hasPart F1",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "B1",
  destinationEntityId: "F1",
};
const { destinationEntityId: _, ...BAD } = GOOD;
const SHARE = { title: "share", properties: { customData: { properties: { share: { maximum: 1 } } } } };

/** The answers, as JSON can hold them. */
export async function askAll() {
  const catalog = createCatalog([SHARE]);
  return {
    good: validate(GOOD).valid,
    bad: validate(BAD).issues.map((issue) => explain(issue)),
    standard: relationship["~standard"].validate(BAD).issues.map(({ message }) => message),
    catalog: catalog.validate({ ...GOOD, relationshipType: "share", customData: { share: 2 } }).issues.map(({ path }) => path),
    schema: compileSchema({ minimum: 3 }).validate(2).issues.map(({ code }) => code),
    endpoint: await post(createEndpoint({ collections: { c: { ann: "owner" } }, tokens: { "anns-token": { sub: "ann" } } })),
  };
}

async function post(endpoint) {
  const headers = { authorization: "Bearer anns-token", "content-type": "application/json", ercollectionid: "c", async: "false" };
  const body = JSON.stringify(GOOD);
  const response = await endpoint.fetch(new Request("https://example.com/apollo/er/relationships", { method: "POST", headers, body }));
  return response.status;
}
