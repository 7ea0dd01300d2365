//! A Worker that was deployed before its settings were.

import assert from "node:assert/strict";
import { open, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sendDescribed } from "./lib/request.mjs";
import { startWorker } from "./lib/server.mjs";

/** How long a line of the log may take from the Worker through wrangler into the file. */
const LOG_MILLIS = 10_000;

let folder;
let log;
let server;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "settings-test-"));
  log = await open(join(folder, "log"), "w");
  server = await startWorker({ settings: { TOKEN_ISSUER: "https://issuer.example" }, output: log.fd });
});

after(async () => {
  await server.stop();
  await log.close();
  await rm(folder, { recursive: true });
});

test("the answer is 503 in the envelope and does not say why", async () => {
  const { status, headers, body } = await sendDescribed(server.url, "c", {});
  const { transactionId, ...envelope } = JSON.parse(body);
  assert.equal(status, 503);
  assert.equal(headers["retry-after"], "5");
  assert.deepEqual(envelope, { status: { message: "Service Unavailable: retry later", code: "503" }, data: {} });
});

test("the log says which setting is missing, under the answer's transactionId", async () => {
  const { body } = await sendDescribed(server.url, "c", {});
  const line = `transaction ${JSON.parse(body).transactionId}: setting TOKEN_AUDIENCE is missing`;
  const deadline = Date.now() + LOG_MILLIS;
  while (Date.now() < deadline && !(await readLog()).includes(line)) await sleep(50);
  assert.ok((await readLog()).includes(line), `no \`${line}\` in the log:\n${await readLog()}`);
});

test("what needs no token is answered as ever", async () => {
  const { status } = await sendDescribed(server.url, "c", { method: "OPTIONS" });
  assert.equal(status, 204);
});

function readLog() {
  return readFile(join(folder, "log"), "utf8");
}
