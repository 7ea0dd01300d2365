//! Where entities stand. What hangs on another entity by one relationship is set in rings about it; the rest a layout spreads out,
//! one connected part after the other, and the parts are then packed into rows. The same graph always comes out the same.

import type { Point } from "./point.ts";

/** A graph without names: entities are the numbers of their places in `diameters`. */
export interface Wish {
  diameters: readonly number[];
  /** The two ends of each relationship. */
  ends: readonly (readonly [number, number])[];
}

/** A layout of one connected part. */
export type Spread = (part: Wish) => Point[];

/** The room for an entity in a ring, from middle to middle. */
const STEP = 30;
/** The room between two parts that are not connected. */
const PART_GAP = 90;

export function arrange({ diameters, ends }: Wish, spread: Spread): Point[] {
  const neighbours = diameters.map(() => new Set<number>());
  const counts = diameters.map(() => 0);
  for (const [a, b] of ends) {
    counts[a]! += 1;
    counts[b]! += 1;
    if (a === b) continue;
    neighbours[a]!.add(b);
    neighbours[b]!.add(a);
  }
  // Parallel relationships and loops want more room than there is in a ring.
  const hubs = counts.map((count, index) => (count === 1 ? hubOf(index, neighbours, counts) : undefined));
  const leaves = diameters.map((): number[] => []);
  hubs.forEach((hub, leaf) => hub !== undefined && leaves[hub]!.push(leaf));

  const places: Point[] = diameters.map(() => ({ x: 0, y: 0 }));
  const parts = connected(neighbours, hubs).map((part) => {
    const numbers = new Map(part.map((index, number) => [index, number]));
    const inner = part.flatMap((index) =>
      [...neighbours[index]!]
        .filter((other) => index < other && numbers.has(other))
        .map((other) => [numbers.get(index)!, numbers.get(other)!] as const),
    );
    if (part.length > 1) {
      const wish = { diameters: part.map((index) => roomOf(diameters[index]!, leaves[index]!.length)), ends: inner };
      spread(wish).forEach((place, number) => (places[part[number]!] = place));
    }
    for (const hub of part) {
      const away = direction(places[hub]!, [...neighbours[hub]!].filter((other) => numbers.has(other)).map((other) => places[other]!));
      ringsAbout(places[hub]!, diameters[hub]!, leaves[hub]!.length, away).forEach((place, leaf) => (places[leaves[hub]![leaf]!] = place));
    }
    return part.flatMap((index) => [index, ...leaves[index]!]);
  });
  pack(parts, places, diameters);
  return places;
}

/** The entity that another hangs on by its only relationship. Of a pair by itself the first is the hub. */
function hubOf(index: number, neighbours: readonly ReadonlySet<number>[], counts: readonly number[]): number | undefined {
  const [hub] = neighbours[index]! as Set<number>;
  return hub !== undefined && (counts[hub]! > 1 || hub < index) ? hub : undefined;
}

/** The connected parts of what does not hang on a hub. */
function connected(neighbours: readonly ReadonlySet<number>[], hubs: readonly (number | undefined)[]): number[][] {
  const seen = new Set<number>();
  return neighbours.flatMap((_, start) => {
    if (seen.has(start) || hubs[start] !== undefined) return [];
    const part = [start];
    seen.add(start);
    // The list grows while it is read.
    for (const index of part) {
      for (const other of neighbours[index]!) {
        if (seen.has(other) || hubs[other] !== undefined) continue;
        seen.add(other);
        part.push(other);
      }
    }
    return [part];
  });
}

/** The radius of each ring and how many entities stand in it. */
function rings(diameter: number, count: number): { radius: number; count: number }[] {
  const all = [];
  for (let radius = diameter / 2 + STEP; count > 0; radius += STEP) {
    const here = Math.min(count, Math.floor((2 * Math.PI * radius) / STEP));
    all.push({ radius, count: here });
    count -= here;
  }
  return all;
}

/** The diameter of an entity with its rings. */
function roomOf(diameter: number, leaves: number): number {
  const last = rings(diameter, leaves).at(-1);
  return last ? 2 * last.radius + STEP / 2 : diameter;
}

/** Places in rings about a hub; a ring that is not full opens towards `away`. */
function ringsAbout(hub: Point, diameter: number, leaves: number, away: number): Point[] {
  return rings(diameter, leaves).flatMap(({ radius, count }) => {
    const step = Math.min((2 * Math.PI) / count, (1.5 * STEP) / radius);
    return Array.from({ length: count }, (_, index) => {
      const angle = away + (index - (count - 1) / 2) * step;
      return { x: hub.x + radius * Math.cos(angle), y: hub.y + radius * Math.sin(angle) };
    });
  });
}

/** The angle that leads away from what a hub is connected with. */
function direction(hub: Point, others: readonly Point[]): number {
  const x = others.reduce((sum, other) => sum + other.x - hub.x, 0);
  const y = others.reduce((sum, other) => sum + other.y - hub.y, 0);
  return others.length ? Math.atan2(-y, -x) : Math.PI / 2;
}

/** Moves parts into rows, the highest first. Small ones stand on top of each other in a row. */
function pack(parts: readonly (readonly number[])[], places: Point[], diameters: readonly number[]): void {
  const boxes = parts.map((part) => {
    const farthest = (reach: (index: number) => number) =>
      part.reduce((most, index) => Math.max(most, reach(index) + diameters[index]! / 2), -Infinity);
    const [left, top] = [-farthest((index) => -places[index]!.x), -farthest((index) => -places[index]!.y)];
    const [right, bottom] = [farthest((index) => places[index]!.x), farthest((index) => places[index]!.y)];
    return { part, left, top, width: right - left + PART_GAP, height: bottom - top + PART_GAP };
  });
  const area = boxes.reduce((sum, box) => sum + box.width * box.height, 0);
  const rowWidth = boxes.reduce((most, box) => Math.max(most, box.width), 1.6 * Math.sqrt(area));
  const row = { y: 0, height: 0 };
  const column = { x: 0, y: 0, width: 0 };
  for (const box of boxes.sort((a, b) => b.height - a.height)) {
    if (column.y + box.height > row.height) {
      Object.assign(column, { x: column.x + column.width, y: 0, width: 0 });
      const isFull = column.x + box.width > rowWidth;
      if (isFull || row.height === 0) Object.assign(row, { y: row.y + row.height, height: box.height });
      if (isFull) column.x = 0;
    }
    for (const index of box.part) {
      const { x, y } = places[index]!;
      places[index] = { x: x - box.left + column.x, y: y - box.top + row.y + column.y };
    }
    column.y += box.height;
    column.width = Math.max(column.width, box.width);
  }
}
