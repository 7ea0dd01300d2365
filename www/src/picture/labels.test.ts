//! Labels that have room beside each other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { withRoom } from "./labels.ts";

test("a label is shown where it covers nothing that comes before it", () => {
  const at = (x: number, y: number) => ({ x, y, radius: 10, width: 60 });
  assert.deepEqual(withRoom([at(0, 0), at(40, 0), at(80, 0), at(0, 40), at(10, -30), at(30, 22)]), [0, 2, 3]);
  // A large entity whose own label would be far enough lies on the label of the first.
  assert.deepEqual(withRoom([at(0, 0), { x: 0, y: 60, radius: 45, width: 60 }]), [0]);
});
