import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { countFuzzedTargets, describeRun, TARGETS } from "./fuzz.mjs";
import { FUZZ } from "./places.mjs";

const RUN = `#124	INITED cov: 6046 ft: 18280 corp: 117/49Kb exec/s: 0 rss: 32Mb
#2373	DONE   cov: 6246 ft: 20228 corp: 476/249Kb lim: 8192 exec/s: 148 rss: 39Mb
Done 2373 runs in 16 second(s)
`;

test("a run is told by its inputs and the edges that they cover", () => {
  assert.equal(describeRun(RUN), "2373 inputs, 6246 edges covered");
});

test("each target that was fuzzed is a test", () => {
  const output = "fuzzed json: passed: 1 inputs, 2 edges covered\npanicked\nfuzzed key_set: failed\n";
  assert.deepEqual(countFuzzedTargets(output), { passed: 1, failed: 1, skipped: 0 });
});

test("without a C++ compiler every target counts as skipped", () => {
  const note = "note: skipped: libFuzzer takes a C++ compiler; the variable CXX can name it\n";
  assert.deepEqual(countFuzzedTargets(note), { passed: 0, failed: 0, skipped: TARGETS.length });
});

test("every target has seeds, and they stay small", async () => {
  let files = 0;
  let bytes = 0;
  for (const target of TARGETS) {
    const folder = join(FUZZ, "seeds", target);
    const names = await readdir(folder);
    assert.ok(names.length > 10, target);
    files += names.length;
    for (const name of names) bytes += (await stat(join(folder, name))).size;
  }
  assert.ok(files < 400 && bytes < 300_000, `${files} files, ${bytes} bytes`);
  assert.deepEqual((await readdir(join(FUZZ, "seeds"))).toSorted(), TARGETS.toSorted());
});

test("every target is listed", async () => {
  const sources = await readdir(join(FUZZ, "targets"));
  assert.deepEqual(sources.toSorted(), TARGETS.map((target) => `${target}.rs`).toSorted());
});
