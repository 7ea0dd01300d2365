//! What people need to know of a relationship type: its verb, and what it leads from and to.

import type { JsonSchema } from "er-relationships/slim";

/** A relationship type, as people look at it. */
export interface TypeInfo {
  /** The `title` of its schema, `BRICK_0_4__hasPart_Location_Equipment`. */
  name: string;
  /** `hasPart`; of a type that follows no convention its name. */
  verb: string;
  /** The class of the source, `Location`, if the type says one. */
  sourceClass?: string | undefined;
  /** The class of the destination. */
  destinationClass?: string | undefined;
  /** The type that says the same from the other end, as far as it is known. */
  inverse?: string | undefined;
}

/** `BRICK_0_4__hasPart` and `BRICK_0_4__hasPart_Location_Equipment`. */
const CONVENTION = /^.+__([a-z][A-Za-z]*)(?:_([A-Z][A-Za-z]*)_([A-Z][A-Za-z]*))?$/;

/** What the name of a type tells by itself. */
export function infoOfName(name: string): TypeInfo {
  const [, verb = name, sourceClass, destinationClass] = CONVENTION.exec(name) ?? [];
  return { name, verb, sourceClass, destinationClass };
}

/** What a type's schema tells: its `brickMetadata` before its name. */
export function infoOfSchema(schema: JsonSchema): TypeInfo | undefined {
  if (typeof schema !== "object" || typeof schema["title"] !== "string") return undefined;
  const named = infoOfName(schema["title"]);
  const metadata: Record<string, unknown> = { ...Object(schema["brickMetadata"]) };
  const text = (name: string) => (typeof metadata[name] === "string" ? metadata[name] : undefined);
  return {
    name: named.name,
    verb: text("brickRelationshipName") ?? named.verb,
    sourceClass: classOf(text("brickSourceEntityType")) ?? named.sourceClass,
    destinationClass: classOf(text("brickDestinationEntityType")) ?? named.destinationClass,
    inverse: text("inverseRelationshipType"),
  };
}

/** `Location` of `BRICK_0_4__Location`. */
export function classOf(entityType: string | undefined): string | undefined {
  return entityType?.replace(/^.*__/, "");
}
