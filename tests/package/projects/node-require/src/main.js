const { validate } = require("er-relationships");
const { createEndpoint } = require("er-relationships/endpoint");

const relationship = {
  id: "B1-F1",
  relationshipName: "B1 hasPart F1",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "B1",
};
const codes = validate(relationship).issues.map(({ code }) => code);
const endpoint = createEndpoint({ collections: {}, tokens: {} });
endpoint.fetch(new Request("https://example.com/", { method: "POST" })).then(({ status }) => {
  console.log(JSON.stringify({ codes, status }));
});
