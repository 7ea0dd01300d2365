//! The graph of relationships: entities, classes, counts, and what the legend hides.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Edge } from "./edge.ts";
import { graphOf, isShown, search } from "./graph.ts";

let keys = 0;

function edge(source: string, destination: string, more: Partial<Edge> = {}): Edge {
  const key = keys++;
  return { key, id: `${key}`, name: "", type: "", verb: "feeds", source, destination, text: "{}", ...more };
}

const NOTHING_HIDDEN = { classes: new Set<never>(), verbs: new Set<never>() };

test("ids are entities byte for byte, whatever they hold", () => {
  const ids = ["a", "A", "a ", "aa", "__proto__", "constructor", "", "#n0", "ä", "a\u0308"];
  const graph = graphOf(ids.map((id) => edge(id, "__proto__")));
  assert.deepEqual([...graph.entities.keys()], ["a", "__proto__", "A", "a ", "aa", "constructor", "", "#n0", "ä", "a\u0308"]);
  assert.equal(graph.entities.get("__proto__")!.incoming.length, 9);
});

test("a loop leads from its entity and is not counted twice", () => {
  const loop = edge("a", "a");
  assert.deepEqual(graphOf([loop]).entities.get("a"), { id: "a", className: "Other", outgoing: [loop], incoming: [] });
});

test("the class most often given is the class of an entity", () => {
  const graph = graphOf([
    edge("a", "b", { sourceClass: "Point", destinationClass: "Zone" }),
    edge("a", "b", { sourceClass: "Location" }),
    edge("b", "a", { destinationClass: "Location" }),
    edge("c", "d", { sourceClass: "Point", destinationClass: "Equipment" }),
    edge("c", "d", { sourceClass: "Location" }),
    edge("e", "d", { sourceClass: "Device" }),
    edge("e", "d", { sourceClass: "Zone" }),
    edge("e", "d", { sourceClass: "Zone" }),
  ]);
  assert.deepEqual(
    [...graph.entities.values()].map(({ id, className }) => [id, className]),
    [["a", "Location"], ["b", "Other"], ["c", "Location"], ["d", "Equipment"], ["e", "Other"]],
  );
  assert.deepEqual([...graph.classes], [["Location", 2], ["Equipment", 1], ["Other", 2]]);
});

test("verbs are counted, the most frequent first", () => {
  const graph = graphOf(["b", "a", "c", "c", "__proto__"].map((verb) => edge("x", "y", { verb })));
  assert.deepEqual([...graph.verbs], [["c", 2], ["__proto__", 1], ["a", 1], ["b", 1]]);
});

test("loops and relationships with the same ends in either direction are bent", () => {
  const edges = [edge("a", "b"), edge("b", "a"), edge("a", "c"), edge("c", "c"), edge("d", "e"), edge("d", "e")];
  assert.deepEqual([...graphOf(edges).bent].sort(), [0, 1, 3, 4, 5].map((at) => edges[at]!.key).sort());
});

test("a relationship is shown while its verb and the classes of both ends are", () => {
  const one = edge("a", "b", { sourceClass: "Point", destinationClass: "Location" });
  const graph = graphOf([one]);
  assert.equal(isShown(one, graph, NOTHING_HIDDEN), true);
  assert.equal(isShown(one, graph, { ...NOTHING_HIDDEN, verbs: new Set(["feeds"]) }), false);
  assert.equal(isShown(one, graph, { ...NOTHING_HIDDEN, classes: new Set(["Point"] as const) }), false);
  assert.equal(isShown(one, graph, { ...NOTHING_HIDDEN, classes: new Set(["Location"] as const) }), false);
  assert.equal(isShown(one, graph, { ...NOTHING_HIDDEN, classes: new Set(["Device"] as const) }), true);
});

test("a search finds what contains the text in any case, what begins with it first, and nothing hidden", () => {
  const graph = graphOf([edge("VAV2", "room-vav", { sourceClass: "Equipment" }), edge("vav10", "zone", { sourceClass: "Point" })]);
  const ids = (text: string, hidden = NOTHING_HIDDEN as Parameters<typeof search>[1], limit = 9) =>
    search(graph, hidden, text, limit).map(({ id }) => id);
  assert.deepEqual(ids(" vav"), ["VAV2", "vav10", "room-vav"]);
  assert.deepEqual(ids("vav", { ...NOTHING_HIDDEN, classes: new Set(["Point"] as const) }), ["VAV2", "room-vav"]);
  assert.deepEqual(ids("", NOTHING_HIDDEN, 2), ["VAV2", "room-vav"]);
});
