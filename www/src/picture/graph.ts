//! The graph that relationships make: its entities with their classes, and what the legend counts.

import type { Edge } from "./edge.ts";

/** The classes that have a colour and a shape of their own; all others look alike. */
export const CLASSES = ["Location", "Equipment", "Point", "Device", "Other"] as const;
export type ClassName = (typeof CLASSES)[number];

export interface Entity {
  id: string;
  className: ClassName;
  /** The relationships that lead from it, loops among them. */
  outgoing: Edge[];
  /** The relationships that lead to it from another entity. */
  incoming: Edge[];
}

/** Ids are compared byte for byte and may be any text, so they are keys of maps, never of objects. */
export interface Graph {
  entities: ReadonlyMap<string, Entity>;
  edges: readonly Edge[];
  /** How many entities there are of each class that occurs, in the order of `CLASSES`. */
  classes: ReadonlyMap<ClassName, number>;
  /** How many relationships there are of each verb, the most frequent first. */
  verbs: ReadonlyMap<string, number>;
  /** The keys of relationships that a straight line cannot show: loops, and those that share both ends with another. */
  bent: ReadonlySet<number>;
}

/** What the legend keeps from being shown. */
export interface Hidden {
  classes: ReadonlySet<ClassName>;
  verbs: ReadonlySet<string>;
}

export function graphOf(edges: readonly Edge[]): Graph {
  const entities = new Map<string, Entity>();
  const votes = new Map<string, Map<string, number>>();
  const verbs = new Map<string, number>();

  const entity = (id: string, className: string | undefined): Entity => {
    let found = entities.get(id);
    if (!found) {
      found = { id, className: "Other", outgoing: [], incoming: [] };
      entities.set(id, found);
      votes.set(id, new Map());
    }
    if (className !== undefined) count(votes.get(id)!, className);
    return found;
  };
  for (const edge of edges) {
    entity(edge.source, edge.sourceClass).outgoing.push(edge);
    const destination = entity(edge.destination, edge.destinationClass);
    if (edge.destination !== edge.source) destination.incoming.push(edge);
    count(verbs, edge.verb);
  }

  const counts = new Map<ClassName, number>();
  for (const found of entities.values()) {
    found.className = elected(votes.get(found.id)!);
    count(counts, found.className);
  }
  return {
    entities,
    edges,
    classes: new Map(CLASSES.flatMap((name) => (counts.has(name) ? [[name, counts.get(name)!]] : []))),
    verbs: new Map([...verbs].sort(([a, many], [b, more]) => more - many || compare(a, b))),
    bent: bentOf(edges, entities),
  };
}

/** Whether the legend lets a relationship be shown; it goes when one of its ends goes. */
export function isShown(edge: Edge, { entities }: Graph, { classes, verbs }: Hidden): boolean {
  const end = (id: string) => !classes.has(entities.get(id)!.className);
  return !verbs.has(edge.verb) && end(edge.source) && end(edge.destination);
}

/** The entities whose id contains a text, those that begin with it first; at most `limit`. */
export function search(graph: Graph, hidden: Hidden, text: string, limit: number): Entity[] {
  const wanted = text.trim().toLowerCase();
  const found = [...graph.entities.values()].flatMap((entity) => {
    if (hidden.classes.has(entity.className)) return [];
    const at = entity.id.toLowerCase().indexOf(wanted);
    return at < 0 ? [] : [{ entity, rank: at === 0 ? 0 : 1 }];
  });
  return found
    .sort((a, b) => a.rank - b.rank || compare(a.entity.id, b.entity.id))
    .slice(0, limit)
    .map(({ entity }) => entity);
}

function bentOf(edges: readonly Edge[], entities: ReadonlyMap<string, Entity>): Set<number> {
  const numbers = new Map([...entities.keys()].map((id, number) => [id, number]));
  const byEnds = new Map<string, number[]>();
  for (const edge of edges) {
    const ends = [numbers.get(edge.source)!, numbers.get(edge.destination)!].sort((a, b) => a - b).join(" ");
    byEnds.set(ends, [...(byEnds.get(ends) ?? []), edge.key]);
  }
  const loops = edges.filter((edge) => edge.source === edge.destination).map((edge) => edge.key);
  return new Set([...loops, ...[...byEnds.values()].filter((keys) => keys.length > 1).flat()]);
}

/** The class most often given; of two as frequent the one that comes first in `CLASSES`. */
function elected(votes: ReadonlyMap<string, number>): ClassName {
  let best: ClassName = "Other";
  let most = 0;
  for (const name of CLASSES) {
    const many = votes.get(name) ?? 0;
    if (many > most) [best, most] = [name, many];
  }
  const others = [...votes].filter(([name]) => !(CLASSES as readonly string[]).includes(name));
  return others.some(([, many]) => many > most) ? "Other" : best;
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
