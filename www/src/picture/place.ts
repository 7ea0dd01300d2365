//! Room for entities that come to a picture: near those they are related to, which stay where they are.

import type { Graph } from "./graph.ts";
import type { Point } from "./point.ts";

/** From the middle of one entity to the next. */
const ROOM = 44;
/** The golden angle: turning by it, places never line up. */
const TURN = Math.PI * (3 - Math.sqrt(5));

/** The places of all entities: as given, or for one without a place the first that is free about its neighbours. */
export function placed(graph: Graph, known: ReadonlyMap<string, Point>): Map<string, Point> {
  const places = new Map([...known].filter(([id]) => graph.entities.has(id)));
  const taken = new Map<string, Point[]>();
  const take = (place: Point) => taken.set(cell(place), [...(taken.get(cell(place)) ?? []), place]);
  places.forEach(take);
  const settle = (id: string, middle: Point) => {
    const place = freeAbout(middle, taken);
    places.set(id, place);
    take(place);
  };

  // What hangs on a newcomer comes after it, so this goes outwards from what is there.
  const queue = [...places.keys()];
  const visit = () => {
    for (const id of queue) {
      for (const other of neighboursOf(graph, id)) {
        if (places.has(other)) continue;
        settle(other, places.get(id)!);
        queue.push(other);
      }
    }
    queue.length = 0;
  };
  visit();
  for (const id of graph.entities.keys()) {
    if (places.has(id)) continue;
    settle(id, besideAll(places));
    queue.push(id);
    visit();
  }
  return places;
}

function neighboursOf(graph: Graph, id: string): string[] {
  const entity = graph.entities.get(id)!;
  return [...entity.outgoing.map((edge) => edge.destination), ...entity.incoming.map((edge) => edge.source)];
}

function besideAll(places: ReadonlyMap<string, Point>): Point {
  const points = [...places.values()];
  const right = points.reduce((most, { x }) => Math.max(most, x), 0);
  const top = points.reduce((least, { y }) => Math.min(least, y), Infinity);
  return { x: right + 3 * ROOM, y: points.length ? top : 0 };
}

function freeAbout(middle: Point, taken: ReadonlyMap<string, Point[]>): Point {
  for (let turn = 3; ; turn++) {
    const radius = (ROOM * Math.sqrt(turn)) / 1.6;
    const place = { x: middle.x + radius * Math.cos(turn * TURN), y: middle.y + radius * Math.sin(turn * TURN) };
    if (isFree(place, taken)) return place;
  }
}

/** Places are kept by squares of `ROOM`, so that only those around have to be looked at. */
function cell({ x, y }: Point): string {
  return `${Math.floor(x / ROOM)} ${Math.floor(y / ROOM)}`;
}

function isFree({ x, y }: Point, taken: ReadonlyMap<string, Point[]>): boolean {
  for (const right of [-ROOM, 0, ROOM]) {
    for (const down of [-ROOM, 0, ROOM]) {
      const near = taken.get(cell({ x: x + right, y: y + down })) ?? [];
      if (near.some((other) => Math.hypot(other.x - x, other.y - y) < ROOM * 0.8)) return false;
    }
  }
  return true;
}
