import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { run } from "./command.mjs";
import { wasmText } from "./wasm-text.mjs";

const folder = await mkdtemp(join(tmpdir(), "wasm-text-test-"));
after(() => rm(folder, { recursive: true }));
await run("esbuild", ["pkg/src/load/decode.ts", "--format=esm", `--outfile=${join(folder, "decode.mjs")}`]);
const { decode } = await import(pathToFileURL(join(folder, "decode.mjs")));

/** The bytes after the way there and back. */
function thereAndBack(bytes) {
  const { text, singles } = wasmText(Uint8Array.from(bytes));
  return [...decode(text, singles)];
}

const ALL = [...Array(256).keys()];

test("bytes come back as they were", () => {
  const wasm = [0, 97, 115, 109, 1, 0, 0, 0];
  for (const bytes of [[], [0], wasm, ALL, ALL.toReversed(), [...ALL, ...ALL.filter((byte) => byte > 127)]]) {
    assert.deepEqual(thereAndBack(bytes), bytes);
  }
});

test("the text is printable ASCII that no string of JavaScript has to escape", () => {
  const { text, singles } = wasmText(Uint8Array.from(ALL));
  assert.match(text, /^[ -~]*$/);
  assert.doesNotMatch(text, /["`\\$]/);
  assert.match(singles, /^[0-9a-f]{178}$/);
});

test("frequent bytes take one character, others two", () => {
  const frequent = ALL.slice(0, 89);
  const { text } = wasmText(Uint8Array.from([...frequent, ...frequent, ...ALL]));
  assert.equal(text.length, 3 * 89 + 2 * (256 - 89));
});

test("a frequent byte that is printable stands for itself", () => {
  const word = "relationshipType";
  assert.equal(wasmText(new TextEncoder().encode(word)).text, word);
});
