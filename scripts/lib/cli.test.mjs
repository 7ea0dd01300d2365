import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "node:test";
import { parseArguments, parseWholeNumber, UsageError } from "./cli.mjs";

const OPTIONS = { port: { type: "string", default: "8787" } };

test("flags and positional arguments come by name", () => {
  assert.deepEqual({ ...parseArguments(["a", "--port", "1"], OPTIONS, ["FILE"]) }, { port: "1", FILE: "a" });
  assert.deepEqual({ ...parseArguments([], OPTIONS) }, { port: "8787" });
});

test("a positional argument with a question mark may be left out", () => {
  assert.deepEqual({ ...parseArguments(["a"], {}, ["FILE", "NAME?"]) }, { FILE: "a", NAME: undefined });
  assert.deepEqual({ ...parseArguments(["a", "b"], {}, ["FILE", "NAME?"]) }, { FILE: "a", NAME: "b" });
  assert.throws(() => parseArguments([], {}, ["FILE", "NAME?"]), new UsageError("FILE is missing"));
});

test("what cannot be understood is a usage error that names it", () => {
  assert.throws(() => parseArguments(["--prot", "1"], OPTIONS), new UsageError("Unknown option '--prot'"));
  assert.throws(() => parseArguments(["--port"], OPTIONS), UsageError);
  assert.throws(() => parseArguments(["a", "b"], OPTIONS, ["FILE"]), new UsageError("unexpected argument `b`"));
  assert.throws(() => parseArguments([], OPTIONS, ["FILE"]), new UsageError("FILE is missing"));
});

test("a whole number has no sign, fraction or exponent and stays in its range", () => {
  assert.equal(parseWholeNumber("port", "8787", 1, 65_535), 8787);
  for (const text of ["", "0", "65536", "-1", "+1", "1.5", "1e3", "0x10", " 1"]) {
    assert.throws(() => parseWholeNumber("port", text, 1, 65_535), UsageError, text);
  }
});

for (const [script, args] of [
  ["token", ["--foo"]],
  ["collection", ["two words"]],
  ["collection", ["id", "--grant", "bob"]],
  ["load", []],
  ["load", ["x.ndjson", "--url", "https://example.com"]],
  ["fuzz", ["nothing"]],
  ["fuzz", ["json", "--seconds", "0"]],
  ["fuzz", ["--input", "x"]],
  ["start", ["--port", "x"]],
  ["test", ["--fast"]],
]) {
  test(`\`${script} ${args.join(" ")}\` is refused with the usage and code 2`, () => {
    const path = fileURLToPath(new URL(`../${script}.mjs`, import.meta.url));
    const { ER_TOKEN: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: "utf8", env });
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^error: .+\nusage: npm /);
  });
}

test("`--help` tells the usage", () => {
  const path = fileURLToPath(new URL("../load.mjs", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [path, "--help"], { encoding: "utf8" });
  assert.equal(status, 0);
  assert.match(stdout, /^usage: npm run -s load -- FILE /);
});
