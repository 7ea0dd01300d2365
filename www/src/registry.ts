//! The relationship types that can be chosen: the built-in ones, and what is registered beside them.

import { computed, signal } from "@preact/signals";
import { createCatalog, relationship, validate, validateText, type JsonSchema } from "er-relationships/slim";
import { token } from "./connection/connection.ts";
import { coreState } from "./core.ts";
import { infoOfName, infoOfSchema, type TypeInfo } from "./relationship/type_info.ts";

const URL = "/apollo/schema/relationshiptypes?size=100";

/** The schemas of all registered types; empty until they were read, which takes a token. */
const schemas = signal<readonly JsonSchema[]>([]);

/** Why they could not be read. */
export const registryFault = signal<string | undefined>(undefined);

const builtInNames = computed<readonly string[]>(() => {
  if (coreState.value !== "ready") return [];
  const { properties } = relationship["~standard"].jsonSchema.input({ target: "draft-06" }) as any;
  return properties.relationshipType.enum;
});

/** All types by name: what was read, or the built-in ones. */
export const types = computed<ReadonlyMap<string, TypeInfo>>(() => {
  const infos = schemas.value.map(infoOfSchema).filter((info) => info !== undefined);
  return new Map((infos.length ? infos : builtInNames.value.map(infoOfName)).map((info) => [info.name, info]));
});

/** The schemas of the types that are not built in. */
export const ownSchemas = computed<readonly JsonSchema[]>(() => {
  const builtIn = new Set(builtInNames.value);
  return schemas.value.filter((schema) => !builtIn.has(infoOfSchema(schema)?.name ?? ""));
});

/** What judges, by all types; nothing without a core. */
export const judge = computed(() => {
  if (coreState.value !== "ready") return undefined;
  return ownSchemas.value.length ? createCatalog(ownSchemas.value) : { validate, validateText };
});

/** What is known of a type, registered or not. */
export function typeInfo(name: string): TypeInfo {
  return types.value.get(name) ?? infoOfName(name);
}

/** Reads the registered types with the present token. */
export async function readTypes(): Promise<void> {
  const bearer = token.value;
  const read: JsonSchema[] = [];
  try {
    for (let continuation: string | null = ""; continuation !== null; ) {
      const headers: Record<string, string> = { authorization: `Bearer ${bearer}` };
      if (continuation) headers["continuationToken"] = continuation;
      const response = await fetch(URL, { headers });
      const { status, data, paging } = await response.json();
      if (!response.ok) throw new Error(status.message);
      read.push(...data.map(({ schema }: { schema: JsonSchema }) => schema));
      continuation = paging.continuationToken;
    }
  } catch (error) {
    if (token.value === bearer) registryFault.value = String((error as Error).message);
    return;
  }
  // The token may have changed meanwhile.
  if (token.value !== bearer) return;
  registryFault.value = undefined;
  schemas.value = read;
}
