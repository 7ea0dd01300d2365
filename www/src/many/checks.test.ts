import assert from "node:assert/strict";
import { test } from "node:test";
import type { TypeInfo } from "../relationship/type_info.ts";
import { infoOfName } from "../relationship/type_info.ts";
import { check } from "./checks.ts";
import type { Statement } from "./statement.ts";

/** Rows by what they state: id, type, source, destination. */
const rowsOf = (...rows: (string | undefined)[][]) =>
  rows.map(([id, type, source, destination], key) => ({ key, statement: { id, type, source, destination } satisfies Statement }));
const infos = (...types: TypeInfo[]) => new Map(types.map((info) => [info.name, info]));
const none = infos();

test("rows with the same id are found, all of them", () => {
  const rows = rowsOf(
    ["a", "t", "1", "2"],
    ["b", "t", "1", "3"],
    ["a", "u", "1", "2"],
    ["A"],
    ["a"],
    [undefined],
    [undefined],
    ["__proto__"],
    ["__proto__"],
  );
  assert.deepEqual(check(rows, none), [
    { check: "duplicateId", keys: [0, 2, 4] },
    { check: "duplicateId", keys: [7, 8] },
  ]);
});

test("the same edge under different ids is found, and no other edge taken for it", () => {
  const rows = rowsOf(
    ["a", "t", "1", "2"],
    ["b", "t", "1", "2"],
    ["c", "t", "2", "1"],
    ["d", "u", "1", "2"],
    ["e", "t", "1 ", "2"],
    ["f", "t", "12", ""],
    ["g", "t", "", "12"],
  );
  assert.deepEqual(check(rows, none), [{ check: "sameEdge", keys: [0, 1] }]);
  assert.deepEqual(check(rowsOf(["a", "t", "1"], ["b", "t", "1"], ["c", undefined, "1", "2"]), none), []);
});

test("the same edge under the same id is only a duplicate", () => {
  assert.deepEqual(check(rowsOf(["a", "t", "1", "2"], ["a", "t", "1", "2"]), none), [{ check: "duplicateId", keys: [0, 1] }]);
});

test("an inverse that no row states is missed, by its type", () => {
  const types = infos(
    { name: "feeds", verb: "feeds", inverse: "isFedBy" },
    { name: "isFedBy", verb: "isFedBy", inverse: "feeds" },
    { name: "near", verb: "near" },
  );
  const rows = rowsOf(
    ["a", "feeds", "1", "2"],
    ["b", "isFedBy", "2", "1"],
    ["c", "feeds", "1", "3"],
    ["d", "isFedBy", "1", "2"],
    ["e", "feeds", "4", "3"],
    ["f", "near", "1", "2"],
  );
  assert.deepEqual(check(rows, types), [
    { check: "missingInverse", keys: [2, 4], inverse: "isFedBy" },
    { check: "missingInverse", keys: [3], inverse: "feeds" },
  ]);
});

const HAS = "BRICK_0_4__hasPart_Location_Equipment";
const IS = "BRICK_0_4__isPartOf";

test("a cycle is found by either verb and over all classes, in its order", () => {
  const rows = rowsOf(
    ["1", HAS, "B", "F"],
    ["2", IS, "R", "F"],
    ["3", "X__hasPart", "R", "B"],
    ["4", HAS, "B", "R"],
    ["5", "BRICK_0_4__feeds", "F", "B"],
    ["6", IS, "F", "B"],
  );
  // The way by the floor is longer than the one that leads from the building to the room at once.
  assert.deepEqual(check(rows, none), [{ check: "hasPartCycle", keys: [2, 3], entities: ["B", "R"] }]);
  assert.deepEqual(check(rows.filter(({ key }) => key !== 3), none), [{ check: "hasPartCycle", keys: [0, 1, 2, 5], entities: ["B", "F", "R"] }]);
  assert.deepEqual(check(rows.filter(({ key }) => key !== 2), none), []);
});

test("the verb of a type is that of its schema before that of its name", () => {
  const types = infos({ ...infoOfName("consistsOf"), verb: "hasPart" }, { ...infoOfName(HAS), verb: "near" });
  const rows = rowsOf(["1", "consistsOf", "a", "b"], ["2", "consistsOf", "b", "a"], ["3", HAS, "c", "d"], ["4", HAS, "d", "c"]);
  assert.deepEqual(check(rows, types), [{ check: "hasPartCycle", keys: [0, 1], entities: ["a", "b"] }]);
});

test("what is a part of itself is a cycle alone, beside others that it is in", () => {
  const rows = rowsOf(["1", IS, "b", "b"], ["2", HAS, "a", "b"], ["3", HAS, "b", "a"], ["4", HAS, "b", "b"], ["5", HAS, "c", "c"]);
  assert.deepEqual(check(rows, none), [
    { check: "hasPartCycle", keys: [0, 3], entities: ["b"] },
    { check: "hasPartCycle", keys: [1, 2], entities: ["b", "a"] },
    { check: "hasPartCycle", keys: [4], entities: ["c"] },
  ]);
});

test("every knot has one cycle", () => {
  const rows = rowsOf(...["ab", "bc", "ca", "cd", "de", "ed", "ef", "fg", "bd"].map(([from, to], index) => [`${index}`, HAS, from!, to!]));
  assert.deepEqual(check(rows, none), [
    { check: "hasPartCycle", keys: [0, 1, 2], entities: ["a", "b", "c"] },
    { check: "hasPartCycle", keys: [4, 5], entities: ["d", "e"] },
  ]);
});

test("a cycle as long as a file is found, and not named in full", () => {
  const size = 100_000;
  const rows = rowsOf(...Array.from({ length: size }, (_, at) => [`${at}`, HAS, `${at}`, `${(at + 1) % size}`]));
  const [cycle, ...more] = check(rows, none);
  assert.deepEqual([more, cycle?.keys.length, cycle?.entities], [[], size, Array.from({ length: 50 }, (_, at) => `${at}`)]);
});
