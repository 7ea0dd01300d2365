//! What `openapi/` describes and the endpoint does not have yet: operations, or single statuses of one. Must be empty
//! in the end.

export const NOT_YET = [
  "GET /apollo/er/relationships",
  "POST /apollo/er/relationships 202",
  "DELETE /apollo/er/relationships/{id}",
  "GET /apollo/er/relationships/{id}/versions",
  "GET /apollo/er/relationshiptypes/{type}/relationships",
  "GET /apollo/er/relationshiptypes/{type}/relationships/{id}",
  "GET /apollo/er/entities/{id}/relationships",
  "GET /apollo/er/ercollections/{collection}/stats",
  "GET /apollo/status/logs",
  "POST /apollo/collections",
  "GET /apollo/collections",
  "GET /apollo/collections/{id}",
  "PUT /apollo/collections/{id}",
  "GET /apollo/collections/{id}/permissions",
  "PUT /apollo/collections/{id}/permissions",
  "POST /apollo/schema/relationshiptypes",
  "GET /apollo/schema/relationshiptypes",
  "GET /apollo/schema/relationshiptypes/{type}",
  "GET /apollo/schema/relationshiptypes/{type}/entitytypes",
  "POST /apollo/schema/relationshiptypes/validate/ontology",
];
