//! Where entities stand: nothing on top of each other, the same each time, and what was there stays.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, type Spread, type Wish } from "./arrange.ts";
import type { Edge } from "./edge.ts";
import { graphOf } from "./graph.ts";
import { placed } from "./place.ts";
import type { Point } from "./point.ts";

/** A layout in a line, each with the room that it asks for. */
const inLine: Spread = ({ diameters }) => {
  let x = 0;
  return diameters.map((diameter) => {
    x += diameter;
    return { x: x - diameter / 2, y: 0 };
  });
};

function closest(places: readonly Point[]): number {
  const distances = places.flatMap((a, index) => places.slice(index + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
  return distances.reduce((least, one) => Math.min(least, one), Infinity);
}

test("what hangs on one entity stands in rings about it, clear of everything else", () => {
  const leaves = Array.from({ length: 60 }, (_, index): [number, number] => [0, index + 3]);
  const triangle: [number, number][] = [[0, 1], [1, 2], [2, 0]];
  const places = arrange({ diameters: [40, 40, 40, ...leaves.map(() => 20)], ends: [...triangle, ...leaves] }, inLine);
  assert.ok(closest(places) > 20, `${closest(places)}`);
  const radii = new Set(places.slice(3).map(({ x, y }) => Math.round(Math.hypot(x - places[0]!.x, y - places[0]!.y))));
  assert.deepEqual([...radii], [50, 80, 110, 140]);
});

test("parts that are not connected stand clear of each other, and a layout is asked only for what is no star", () => {
  const wish: Wish = { diameters: [20, 20, 20, 20, 20, 20, 20, 20], ends: [[0, 1], [2, 3], [3, 4], [4, 2], [5, 5], [6, 7]] };
  const asked: number[] = [];
  const places = arrange(wish, (part) => {
    asked.push(part.diameters.length);
    return inLine(part);
  });
  assert.deepEqual(asked, [3]);
  assert.ok(closest(places) >= 20, `${closest(places)}`);
});

test("what hangs on one entity by parallel relationships is left to the layout", () => {
  const asked: Wish[] = [];
  arrange({ diameters: [20, 20, 20], ends: [[0, 1], [1, 0], [0, 2]] }, (part) => {
    asked.push(part);
    return inLine(part);
  });
  assert.deepEqual(asked.map(({ ends }) => ends), [[[0, 1]]]);
});

test("no entity at all is no problem", () => assert.deepEqual(arrange({ diameters: [], ends: [] }, inLine), []));

test("newcomers stand near what they are related to, and what is there stays", () => {
  const edge = (key: number, source: string, destination: string): Edge => {
    return { key, source, destination, id: "", name: "", type: "", verb: "", text: "" };
  };
  const graph = graphOf([edge(0, "a", "b"), edge(1, "a", "new"), edge(2, "new", "newer"), edge(3, "far", "away")]);
  const known = new Map([["a", { x: 500, y: 500 }], ["b", { x: 530, y: 500 }], ["gone", { x: 0, y: 0 }]]);
  const places = placed(graph, known);
  assert.deepEqual([...places.keys()].sort(), ["a", "away", "b", "far", "new", "newer"]);
  assert.deepEqual([places.get("a"), places.get("b")], [{ x: 500, y: 500 }, { x: 530, y: 500 }]);
  const distance = (a: string, b: string) => Math.hypot(places.get(a)!.x - places.get(b)!.x, places.get(a)!.y - places.get(b)!.y);
  for (const [a, b] of [["a", "new"], ["new", "newer"], ["far", "away"]] as const) assert.ok(distance(a, b) < 150, `${a} ${b} ${distance(a, b)}`);
  assert.ok(places.get("far")!.x > 600);
  assert.ok(closest([...places.values()].slice(2)) > 30);

  // Where the first newcomer would stand stands somebody now.
  const crowded = placed(graph, new Map([...known, ["b", places.get("new")!]]));
  assert.ok(closest([...crowded.values()]) > 30, `${closest([...crowded.values()])}`);
});
