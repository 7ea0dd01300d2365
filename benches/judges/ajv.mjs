import Ajv from "ajv";

/** Validators by the names of types, each compiled of its type's schema. */
export function compileAjv(schemas) {
  const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false });
  return Object.fromEntries(schemas.map(({ $schema, ...schema }) => [schema.title, ajv.compile(schema)]));
}

/** How many issues a relationship has. */
export function ajvCounter(validators) {
  const judges = new Map(Object.entries(validators));
  return (row) => {
    const judge = judges.get(row.relationshipType);
    if (judge === undefined) return 1;
    return judge(row) ? 0 : judge.errors.length;
  };
}
