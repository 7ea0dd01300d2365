import assert from "node:assert/strict";
import { test } from "node:test";
import { cyclesOf } from "./cycles.ts";
import { randomFrom } from "../json/random_json.ts";

/** The length of the shortest way from an entity back to it, itself not counting as one, the slow way. */
function wayBack(edges: readonly (readonly [number, number])[], first: number): number {
  let reached = new Set([first]);
  for (let length = 1; ; length++) {
    reached = new Set(edges.flatMap(([whole, part]) => (whole !== part && reached.has(whole) ? [part] : [])));
    if (reached.has(first)) return length;
  }
}

/** Whether an entity is reached from another, the slow way. */
function reaches(edges: readonly (readonly [number, number])[], from: number, to: number): boolean {
  const seen = new Set<number>();
  const queue = edges.filter(([whole]) => whole === from).map(([, part]) => part);
  for (const entity of queue) {
    if (entity === to) return true;
    if (seen.has(entity)) continue;
    seen.add(entity);
    queue.push(...edges.filter(([whole]) => whole === entity).map(([, part]) => part));
  }
  return false;
}

test("in any graph, each cycle is one, and each entity in a cycle reaches one of those found", () => {
  const random = randomFrom(5);
  for (let round = 0; round < 1000; round++) {
    const size = 1 + Math.floor(random() * 8);
    const edges = Array.from({ length: Math.floor(random() * 14) }, () => [Math.floor(random() * size), Math.floor(random() * size)] as const);
    const cycles = cyclesOf(edges.map(([whole, part], key) => ({ whole: `${whole}`, part: `${part}`, key })));
    for (const { entities, keys } of cycles) {
      const pairs = entities.map((entity, at) => `${entity} ${entities[(at + 1) % entities.length]}`);
      assert.deepEqual(keys, edges.flatMap(([whole, part], key) => (pairs.includes(`${whole} ${part}`) ? [key] : [])));
      assert.equal(new Set(keys.map((key) => edges[key]!.join(" "))).size, pairs.length);
      if (entities.length > 1) assert.equal(entities.length, wayBack(edges, Number(entities[0])));
    }
    for (let entity = 0; entity < size; entity++) {
      const knot = (other: number) => entity === other || (reaches(edges, entity, other) && reaches(edges, other, entity));
      const isInKnot = Array.from({ length: size }, (_, other) => other !== entity && knot(other)).includes(true);
      const found = cycles.filter(({ entities }) => entities.length > 1 && knot(Number(entities[0])));
      assert.equal(found.length, isInKnot ? 1 : 0);
      const loops = cycles.filter(({ entities }) => entities.length === 1 && entities[0] === `${entity}`);
      assert.equal(loops.length, edges.some(([whole, part]) => whole === entity && part === entity) ? 1 : 0);
    }
  }
});
