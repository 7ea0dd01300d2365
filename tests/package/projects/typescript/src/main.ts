import { createCatalog, explain, type Issue, type Relationship, type Result, validate } from "er-relationships";
import { createEndpoint, type Endpoint } from "er-relationships/endpoint";
import { init } from "er-relationships/slim";

const relationship: Relationship = {
  id: "B1-F1",
  relationshipName: "B1 hasPart F1",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "B1",
  destinationEntityId: "F1",
};
const results: Result[] = [validate(relationship), createCatalog([]).validate({ ...relationship, id: "" })];
const issues: Issue[] = results.flatMap((result) => result.issues);
const endpoint: Endpoint = createEndpoint({ collections: { c: { ann: "owner" } }, tokens: { "anns-token": { sub: "ann" } } });
const starts: (bytesOrModule: WebAssembly.Module | BufferSource) => void = init;

const sentences = issues.map((issue) => explain(issue));
console.log(JSON.stringify({ sentences, stored: Object.keys(endpoint.snapshot()), starts: typeof starts }));
