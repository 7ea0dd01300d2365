import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { ROOT } from "./places.mjs";
import { makeOnce } from "./stamp.mjs";

let folder;
let made;

beforeEach(async () => {
  // Inputs are named from the project's folder.
  await mkdir(join(ROOT, "build"), { recursive: true });
  folder = await mkdtemp(join(ROOT, "build/stamp-test-"));
  await mkdir(join(folder, "sources/inner"), { recursive: true });
  await writeFile(join(folder, "sources/inner/a"), "1");
  await writeFile(join(folder, "file"), "1");
  made = 0;
});

afterEach(() => rm(folder, { recursive: true }));

/** Makes it if need be; how often it has been made by now. */
async function make(work = () => {}) {
  const name = (path) => relative(ROOT, join(folder, path));
  await makeOnce(join(folder, "output"), { folders: [name("sources")], files: [name("file")] }, async () => {
    made += 1;
    await work();
  });
  return made;
}

test("what was made is not made again while its inputs are the same", async () => {
  assert.deepEqual([await make(), await make()], [1, 1]);
});

test("a file that is changed, added, renamed or deleted makes it again", async () => {
  await make();
  await writeFile(join(folder, "file"), "2");
  assert.equal(await make(), 2);
  await writeFile(join(folder, "sources/b"), "1");
  assert.equal(await make(), 3);
  await rm(join(folder, "sources/b"));
  await writeFile(join(folder, "sources/c"), "1");
  assert.equal(await make(), 4);
  await rm(join(folder, "sources/c"));
  assert.equal(await make(), 5);
});

test("going back to what was there before makes it again, but once only", async () => {
  await make();
  await writeFile(join(folder, "file"), "2");
  await make();
  await writeFile(join(folder, "file"), "1");
  assert.deepEqual([await make(), await make()], [3, 3]);
});

test("what failed is made again", async () => {
  const failure = new Error("on purpose");
  await assert.rejects(make(() => Promise.reject(failure)), failure);
  assert.deepEqual([await make(), await make()], [2, 2]);
});

test("an input that changes meanwhile makes it again", async () => {
  await make(() => writeFile(join(folder, "file"), "2"));
  assert.deepEqual([await make(), await make()], [2, 2]);
});

test("output that was deleted is made again", async () => {
  await make();
  await rm(join(folder, "output"), { recursive: true });
  assert.equal(await make(), 2);
});
