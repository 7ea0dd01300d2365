//! What only several rows together show. Ids are compared exactly as they are, in Maps, and each check takes linear time.

import type { TypeInfo } from "../relationship/type_info.ts";
import { infoOfName } from "../relationship/type_info.ts";
import type { Part } from "./cycles.ts";
import { cyclesOf } from "./cycles.ts";
import type { Finding } from "./protocol.ts";
import type { Statement } from "./statement.ts";

/** The entities that are named of a cycle: more is no help to a reader. */
const MAX_ENTITIES = 50;

/** What a row states. */
export interface StatingRow {
  key: number;
  statement: Statement;
}

/** A row that states an edge in full. */
interface Edge {
  key: number;
  id: string | undefined;
  type: string;
  source: string;
  destination: string;
}

/** All findings, check by check. `infoOf` has what is known of a type by its name. */
export function check(rows: readonly StatingRow[], infoOf: ReadonlyMap<string, TypeInfo>): Finding[] {
  const edges = rows.flatMap(edgeOf);
  const keysByEdge = Map.groupBy(edges, (edge) => edgeText(edge.type, edge.source, edge.destination));
  return [...duplicateIds(rows), ...sameEdges(keysByEdge), ...missingInverses(edges, keysByEdge, infoOf), ...hasPartCycles(edges, infoOf)];
}

/** Rows with the same id: the later ones would take the place of the first. */
function duplicateIds(rows: readonly StatingRow[]): Finding[] {
  const groups = Map.groupBy(rows, ({ statement }) => statement.id);
  groups.delete(undefined);
  return [...groups.values()].filter((group) => group.length > 1).map((group) => ({ check: "duplicateId", keys: keysOf(group) }));
}

/** The same type, source and destination under different ids. */
function sameEdges(edges: ReadonlyMap<string, Edge[]>): Finding[] {
  return [...edges.values()]
    .filter((group) => group.some(({ id }) => id !== group[0]!.id))
    .map((group) => ({ check: "sameEdge", keys: keysOf(group) }));
}

/** Rows whose inverse no row states, by the inverse's type. */
function missingInverses(edges: readonly Edge[], known: ReadonlyMap<string, Edge[]>, infoOf: ReadonlyMap<string, TypeInfo>): Finding[] {
  const keysByInverse = new Map<string, number[]>();
  for (const { key, type, source, destination } of edges) {
    const inverse = infoOf.get(type)?.inverse;
    if (inverse === undefined || known.has(edgeText(inverse, destination, source))) continue;
    const keys = keysByInverse.get(inverse);
    if (keys) keys.push(key);
    else keysByInverse.set(inverse, [key]);
  }
  return [...keysByInverse].map(([inverse, keys]) => ({ check: "missingInverse", keys, inverse }));
}

/** What is a part of itself, by way of others or at once. */
function hasPartCycles(edges: readonly Edge[], infoOf: ReadonlyMap<string, TypeInfo>): Finding[] {
  // A file has few types and many rows.
  const verbs = new Map<string, string>();
  for (const { type } of edges) if (!verbs.has(type)) verbs.set(type, (infoOf.get(type) ?? infoOfName(type)).verb);
  const parts = edges.flatMap(({ key, type, source, destination }): Part[] => {
    const verb = verbs.get(type);
    if (verb === "hasPart") return [{ whole: source, part: destination, key }];
    return verb === "isPartOf" ? [{ whole: destination, part: source, key }] : [];
  });
  return cyclesOf(parts).map(({ entities, keys }) => ({ check: "hasPartCycle", keys, entities: entities.slice(0, MAX_ENTITIES) }));
}

function edgeOf({ key, statement: { id, type, source, destination } }: StatingRow): Edge[] {
  return type === undefined || source === undefined || destination === undefined ? [] : [{ key, id, type, source, destination }];
}

/** A text that no other edge has, whatever characters its parts have. */
function edgeText(type: string, source: string, destination: string): string {
  return `${type.length} ${source.length} ${type}${source}${destination}`;
}

function keysOf(rows: readonly { key: number }[]): number[] {
  return rows.map(({ key }) => key);
}
