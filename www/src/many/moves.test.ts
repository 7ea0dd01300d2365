//! The keys of the grid.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isMove, moved } from "./moves.ts";

const EXTENT = { rows: 100, columns: 5, page: 10 };

test("keys move by one, by a page, to the ends of the row and of the table, and never out of it", () => {
  const from = { row: 50, column: 2 };
  const far = { ctrlKey: true, metaKey: false };
  const near = { ctrlKey: false, metaKey: false };
  const moves = [
    [{ key: "ArrowUp", ...near }, from, { row: 49, column: 2 }],
    [{ key: "ArrowUp", ...near }, { row: 0, column: 2 }, { row: 0, column: 2 }],
    [{ key: "ArrowUp", ...far }, from, { row: 0, column: 2 }],
    [{ key: "ArrowDown", ...near }, from, { row: 51, column: 2 }],
    [{ key: "ArrowDown", ...near }, { row: 99, column: 2 }, { row: 99, column: 2 }],
    [{ key: "ArrowDown", ...far }, from, { row: 99, column: 2 }],
    [{ key: "ArrowLeft", ...near }, from, { row: 50, column: 1 }],
    [{ key: "ArrowLeft", ...near }, { row: 50, column: -1 }, { row: 50, column: -1 }],
    [{ key: "ArrowLeft", ...far }, from, { row: 50, column: -1 }],
    [{ key: "ArrowRight", ...near }, { row: 50, column: 4 }, { row: 50, column: 4 }],
    [{ key: "ArrowRight", ...near }, from, { row: 50, column: 3 }],
    [{ key: "ArrowRight", ...far }, from, { row: 50, column: 4 }],
    [{ key: "PageUp", ...near }, from, { row: 40, column: 2 }],
    [{ key: "PageUp", ...near }, { row: 3, column: 2 }, { row: 0, column: 2 }],
    [{ key: "PageDown", ...near }, from, { row: 60, column: 2 }],
    [{ key: "PageDown", ...near }, { row: 95, column: 2 }, { row: 99, column: 2 }],
    [{ key: "Home", ...near }, from, { row: 50, column: -1 }],
    [{ key: "Home", ...far }, from, { row: 0, column: -1 }],
    [{ key: "End", ...near }, from, { row: 50, column: 4 }],
    [{ key: "End", ...far }, from, { row: 99, column: 4 }],
  ] as const;
  for (const [key, at, to] of moves) assert.deepEqual(moved(key, at, EXTENT), to, JSON.stringify([key, at]));
});

test("other keys do not move", () => {
  assert.deepEqual(["Enter", "a", "ArrowUp"].map((key) => isMove({ key, ctrlKey: false, metaKey: false })), [false, false, true]);
});
