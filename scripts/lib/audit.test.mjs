import assert from "node:assert/strict";
import test from "node:test";
import { judgeNpmReport } from "./audit.mjs";

const finding = (name, severity) => ({ [name]: { name, severity, range: "<2.0.0", via: [], effects: [] } });

function report(...findings) {
  return JSON.stringify({ auditReportVersion: 2, vulnerabilities: Object.assign({}, ...findings) });
}

test("an npm report without findings, or with lesser ones, passes", () => {
  assert.deepEqual(judgeNpmReport(report()), { result: "passed" });
  assert.deepEqual(judgeNpmReport(report(finding("a", "moderate"), finding("b", "low"), finding("c", "info"))), { result: "passed" });
});

test("high and critical findings fail, and are named", () => {
  assert.deepEqual(judgeNpmReport(report(finding("a", "high"), finding("b", "moderate"), finding("c", "critical"))), {
    result: "failed",
    reason: "a <2.0.0: high\nc <2.0.0: critical\n`npm audit` says more",
  });
});

test("a registry that cannot be asked is no finding, and says why", () => {
  const refusal = '{"message": "405 Method Not Allowed - POST https://registry.example/bulk", "statusCode": 405}';
  const reason = "the registry cannot be asked: 405 Method Not Allowed - POST https://registry.example/bulk";
  assert.deepEqual(judgeNpmReport(refusal), { result: "skipped", reason });
  assert.deepEqual(judgeNpmReport("\nnpm error ENOTFOUND\n"), { result: "skipped", reason: "the registry cannot be asked: npm error ENOTFOUND" });
  assert.deepEqual(judgeNpmReport(""), { result: "skipped", reason: "the registry cannot be asked: no reason is given" });
});
