//! What `openapi/` describes and the endpoint does not have yet: operations, or statuses and types of bodies of one. Must
//! be empty in the end.

export const NOT_YET = [
  "GET /apollo/er/relationships",
  "POST /apollo/er/relationships 202",
  "POST /apollo/er/relationships text/csv",
  "DELETE /apollo/er/relationships/{id}",
  "GET /apollo/er/relationships/{id}/versions",
  "GET /apollo/er/relationshiptypes/{type}/relationships",
  "GET /apollo/er/relationshiptypes/{type}/relationships/{id}",
  "GET /apollo/er/entities/{id}/relationships",
  "GET /apollo/status/logs",
];

/**
 * A description without what is not there yet.
 *
 * @throws {Error} if that is not described at all
 */
export function withoutNotYet(document, notYet) {
  const copy = structuredClone(document);
  for (const name of notYet) {
    const [method, path, part] = name.split(" ");
    const item = copy.paths[path];
    const operation = item?.[method.toLowerCase()];
    const parts = [operation?.responses, operation?.requestBody?.content].find((parts) => parts?.[part]);
    if (!operation || (part && !parts)) throw new Error(`not described at all: ${name}`);
    if (part) delete parts[part];
    else delete item[method.toLowerCase()];
    if (Object.keys(item).length === 0) delete copy.paths[path];
  }
  return copy;
}
