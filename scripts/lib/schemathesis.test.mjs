import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { countReport, ensureSchemathesis } from "./schemathesis.mjs";

/** What Schemathesis reports, as far as it is read. */
function report({ exit_code = 0, selected = 3, failures = [], errors = [] } = {}) {
  return { exit_code, operations: { selected }, failures, errors };
}

test("operations are counted, and one with several failures once", () => {
  assert.deepEqual(countReport(report()), { passed: 3, failed: 0, skipped: 0 });
  const failures = [{ operations: ["GET /a", "GET /b"] }, { operations: ["GET /a"] }];
  assert.deepEqual(countReport(report({ exit_code: 1, failures })), { passed: 1, failed: 2, skipped: 0 });
});

test("a run that ended badly has failed, whatever it says of its operations", () => {
  assert.deepEqual(countReport(report({ exit_code: 1 })), { passed: 2, failed: 1, skipped: 0 });
  assert.deepEqual(countReport(report({ exit_code: 1, selected: 0 })), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(countReport(report({ exit_code: 1, errors: [{}] })), { passed: 2, failed: 1, skipped: 0 });
});

test("where Schemathesis cannot be had, the reason is told and nothing is left", async () => {
  const tools = await mkdtemp(join(tmpdir(), "er-relationships-"));
  const { PIP_INDEX_URL, PIP_RETRIES } = process.env;
  try {
    // Nobody listens there.
    Object.assign(process.env, { PIP_INDEX_URL: "http://127.0.0.1:9/simple", PIP_RETRIES: "0" });
    const { program, reason } = await ensureSchemathesis(tools);
    assert.equal(program, undefined);
    assert.match(reason, /is not installed|cannot be installed/);
    assert.deepEqual(await readdir(tools), []);
  } finally {
    for (const [name, value] of Object.entries({ PIP_INDEX_URL, PIP_RETRIES })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(tools, { recursive: true });
  }
});
