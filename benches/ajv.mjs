// What a JavaScript team would write: Ajv compiled for each type, all errors, duplicate ids.

import Ajv from "ajv";

/** Counts the issues of rows that are of types with these schemas. */
export function ajvJudge(schemas) {
  const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false });
  const judges = new Map(schemas.map(({ $schema, ...schema }) => [schema.title, ajv.compile(schema)]));
  return (rows) => {
    const ids = new Set();
    let issues = 0;
    for (const row of rows) {
      const judge = judges.get(row.relationshipType);
      if (judge === undefined) issues += 1;
      else if (!judge(row)) issues += judge.errors.length;
      if (ids.has(row.id)) issues += 1;
      ids.add(row.id);
    }
    return issues;
  };
}
