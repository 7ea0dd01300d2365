import assert from "node:assert/strict";
import test from "node:test";
import { step } from "./steps.mjs";

/** What `console.log` was given while `work` ran, without the times. */
async function logOf(t, work) {
  const log = t.mock.method(console, "log", () => {});
  await work();
  log.mock.restore();
  return log.mock.calls.map(({ arguments: [line] }) => line.replace(/ \(.+ s\)$/, ""));
}

test("a step gives what its work gives and says that it ended", async (t) => {
  const lines = await logOf(t, async () => assert.equal(await step("Counting", async () => 7), 7));
  assert.equal(lines.at(-1), "✓ Counting");
});

test("a step that fails shows the whole output and hands on the error", async (t) => {
  const failure = Object.assign(new Error("no"), { output: "line 1\nline 2\n" });
  const lines = await logOf(t, () => assert.rejects(step("Counting", () => Promise.reject(failure)), failure));
  assert.deepEqual(lines.slice(-2), ["✗ Counting", "line 1\nline 2"]);
});
