import { builtIn } from "#built-in";
import { relationshipJsonSchema } from "./relationship_schema.js";
import { standardSchema } from "./standard.js";
import type { Relationship, RelationshipSchema } from "./types.js";

/**
 * One relationship of a built-in type, as Standard Schema and Standard JSON Schema: for the resolvers and validators of
 * form libraries. Messages are those of `explain`; the value of a valid relationship is the very one that came in.
 *
 * @example
 * useForm({ resolver: standardSchemaResolver(relationship) }); // react-hook-form
 */
export const relationship: RelationshipSchema<Relationship> = /* @__PURE__ */ relationshipSchema(false);

/** A list of 1 to 100 relationships, likewise; the path of an issue starts with the index. */
export const relationships: RelationshipSchema<Relationship[]> = /* @__PURE__ */ relationshipSchema(true);

function relationshipSchema<T>(isList: boolean): RelationshipSchema<T> {
  const convert = ({ target }: { target: string }) => {
    const typeNames = JSON.parse(builtIn((catalog) => catalog.typeNames()));
    return relationshipJsonSchema(typeNames, isList, target);
  };
  return { "~standard": { ...standardSchema<T>(builtIn, isList)["~standard"], jsonSchema: { input: convert, output: convert } } };
}
