import assert from "node:assert/strict";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { createClient } from "./client.mjs";
import { failuresFile, load, positionFile } from "./load.mjs";

const ENVELOPE = { message: "", code: "" };

/**
 * Loads `lines` into a server that answers by `reply(rows, number of the request)`: a list with an
 * outcome or a failure for each row, or a function that answers by hand.
 */
async function fixture(t, lines, reply) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    requests.push({ body, headers: request.headers, path: request.url });
    const answer = await reply(JSON.parse(body), requests.length, response);
    if (Array.isArray(answer)) answerItems(response, answer);
    else if (answer) answerWhole(response, answer);
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  const folder = await mkdtemp(join(tmpdir(), "load-test-"));
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const file = join(folder, "rows.ndjson");
  await writeFile(file, Array.isArray(lines) ? lines.join("\n") : lines);
  const url = new URL(`http://localhost:${server.address().port}`);
  const position = await positionFile(file, url, "c", folder);
  const waits = [];
  const start = () =>
    load({
      file,
      positionFile: position,
      onProgress() {},
      client: createClient({
        url,
        collection: "c",
        token: async () => "t",
        ratePerSecond: 1000,
        notice: (text) => waits.push(text),
        firstDelayMillis: 1,
      }),
    });
  const readFailures = async () => (await readFile(failuresFile(file), "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  return { requests, waits, start, readFailures, file, position };
}

function answerItems(response, items) {
  const indexed = items.map((item, index) => ({ ...item, index }));
  const failure = indexed.filter(({ message }) => message);
  const success = indexed.filter(({ message }) => !message);
  response.statusCode = failure.length > 0 ? 207 : 201;
  response.end(JSON.stringify({ status: ENVELOPE, data: { responses: { success, failure } } }));
}

function answerWhole(response, { status, message, headers = {} }) {
  response.writeHead(status, headers);
  response.end(JSON.stringify({ status: { message, code: String(status) }, data: {} }));
}

const allCreated = (rows) => rows.map(() => ({ outcome: "created" }));
const row = (id) => JSON.stringify({ id });
const rowsTo = (count) => Array.from({ length: count }, (_, index) => row(`r${index}`));
const keys = (requests) => requests.map(({ headers }) => headers["idempotency-key"]);
const sizes = (requests) => requests.map(({ body }) => JSON.parse(body).length);
const exists = (file) => access(file).then(() => true, () => false);

test("rows are sent a hundred at a time, as they stand in the file", async (t) => {
  const odd = '{"id": "n", "customData":{"n":12345678901234567890, "f":1.0}}';
  const { requests, start } = await fixture(t, [...rowsTo(200), "", odd, ""], allCreated);
  assert.deepEqual(await start(), { created: 201 });
  assert.deepEqual(sizes(requests), [100, 100, 1]);
  assert.equal(requests[2].body, `[${odd}]`);
  const { path, headers } = requests[0];
  assert.equal(path, "/apollo/er/relationships?v=1.1&includeSystemData=true");
  assert.equal(headers.authorization, "Bearer t");
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers.ercollectionid, "c");
  assert.equal(headers.async, "false");
});

test("a body stays below 4 MiB", async (t) => {
  const big = (id) => JSON.stringify({ id, customData: { text: "x".repeat(1_500_000) } });
  const { requests, start } = await fixture(t, [big("a"), big("b"), big("c")], allCreated);
  assert.deepEqual(await start(), { created: 3 });
  assert.deepEqual(sizes(requests), [2, 1]);
});

test("an id that comes again goes into the next request", async (t) => {
  const { requests, start } = await fixture(t, [row("a"), row("b"), row("a")], allCreated);
  await start();
  assert.deepEqual(sizes(requests), [2, 1]);
});

test("refused rows and lines that are no JSON are kept with their line and reason", async (t) => {
  const errors = [{ code: "restrictedProperty", path: ["relationshipType"], message: "no" }];
  const lines = Buffer.concat([
    Buffer.from(`not json\n${row("good")}\n{"id":"bad","customData":{"n":1.0}}\n[1]\n`),
    Buffer.from([0x22, 0xff, 0x22]),
  ]);
  const { start, readFailures, file } = await fixture(t, lines, () => [{ outcome: "unchanged" }, { message: "no", errors }]);
  assert.deepEqual(await start(), { unchanged: 1, failed: 4 });
  const failures = await readFailures();
  assert.deepEqual(failures.map(({ line }) => line), [1, 3, 4, 5]);
  assert.match(failures[0].reason, /^not JSON: /);
  assert.equal(Buffer.from(failures[0].base64, "base64").toString(), "not json");
  assert.deepEqual(failures[1], { line: 3, reason: "no", errors, relationship: { id: "bad", customData: { n: 1 } } });
  assert.equal(failures[2].reason, "not a JSON object");
  assert.deepEqual(failures[3], { line: 5, reason: "not UTF-8", base64: "Iv8i" });
  assert.match(await readFile(failuresFile(file), "utf8"), /"n":1\.0\}/);
});

test("one row that spoils a request does not take the others with it", async (t) => {
  const { start, readFailures } = await fixture(t, [...rowsTo(7), row("bad"), ...[row("x"), row("y")]], (rows) =>
    rows.some(({ id }) => id === "bad") ? { status: 400, message: "Bad Request: no" } : allCreated(rows),
  );
  assert.deepEqual(await start(), { created: 9, failed: 1 });
  assert.deepEqual(await readFailures(), [{ line: 8, reason: "400 Bad Request: no", relationship: { id: "bad" } }]);
});

test("a row that a 207 does not mention is a failure", async (t) => {
  const { start, readFailures } = await fixture(t, [row("a"), row("b")], () => [{ message: "no" }]);
  assert.deepEqual(await start(), { failed: 2 });
  assert.deepEqual((await readFailures()).map(({ reason }) => reason), ["no", "the answer does not mention it"]);
});

test("429, 503, 500, a lost connection and 409 are tried again, with the same key", async (t) => {
  const { requests, waits, start } = await fixture(t, [row("a")], (rows, number, response) => {
    if (number === 1) return { status: 429, message: "slower" };
    if (number === 2) return { status: 503, message: "later" };
    if (number === 3) return { status: 500, message: "oh" };
    if (number === 4) return void response.destroy();
    if (number === 5) return { status: 409, message: "being processed" };
    return allCreated(rows);
  });
  assert.deepEqual(await start(), { created: 1 });
  assert.equal(requests.length, 6);
  assert.equal(new Set(requests.map(({ body }) => body)).size, 1);
  assert.equal(new Set(keys(requests)).size, 1);
  assert.match(keys(requests)[0], /^"[\da-f]{64}"$/);
  assert.match(waits[0], /^429 slower; trying again in /);
  assert.match(waits[3], /^no answer from http:\/\/localhost:\d+ \(/);
});

for (const status of [503, 409]) test(`Retry-After of a ${status} is waited for`, async (t) => {
  const arrivals = [];
  const { start } = await fixture(t, [row("a")], (rows, number) => {
    arrivals.push(performance.now());
    return number === 1 ? { status, message: "later", headers: { "Retry-After": "1" } } : allCreated(rows);
  });
  await start();
  assert.ok(arrivals[1] - arrivals[0] >= 990, `waited ${arrivals[1] - arrivals[0]} ms`);
});

test("only the rows that were not stored are sent again", async (t) => {
  const notStored = { message: "retry", errors: [{ code: "notStored" }] };
  const { requests, start } = await fixture(t, [row("a"), row("b")], (rows, number) =>
    number < 3 ? rows.map(({ id }) => (id === "b" ? notStored : { outcome: "created" })) : allCreated(rows),
  );
  assert.deepEqual(await start(), { created: 2 });
  assert.deepEqual(requests.map(({ body }) => body), [`[${row("a")},${row("b")}]`, `[${row("b")}]`, `[${row("b")}]`]);
});

test("what an endpoint will never do is not tried again", async (t) => {
  const { requests, start } = await fixture(t, [row("a")], () => ({ status: 501, message: "send fewer" }));
  await assert.rejects(start, { message: "the endpoint answered 501: send fewer" });
  assert.equal(requests.length, 1);
});

test("each request has a key of its own: the next batch, the rows that were not stored, the halves of what was refused", async (t) => {
  const notStored = { message: "retry", errors: [{ code: "notStored" }] };
  const { requests, start } = await fixture(t, [row("a"), row("a"), row("b"), row("a"), row("bad")], (rows, number) => {
    if (rows.length > 1 && rows.some(({ id }) => id === "bad")) return { status: 400, message: "no" };
    return number === 1 ? [notStored] : allCreated(rows);
  });
  assert.deepEqual(await start(), { created: 5 });
  assert.deepEqual(requests.map(({ body }) => body), [
    ...[`[${row("a")}]`, `[${row("a")}]`],
    `[${row("a")},${row("b")}]`,
    ...[`[${row("a")},${row("bad")}]`, `[${row("a")}]`, `[${row("bad")}]`],
  ]);
  assert.equal(new Set(keys(requests)).size, requests.length);
});

test("a load that was interrupted sends the request again that was under way, with its key", async (t) => {
  const { requests, start } = await fixture(t, rowsTo(150), (rows, number) =>
    [1, 3].includes(number) ? { status: 401, message: "expired" } : allCreated(rows),
  );
  await assert.rejects(start);
  await assert.rejects(start);
  assert.deepEqual(await start(), { created: 150 });
  assert.deepEqual(sizes(requests), [100, 100, 50, 50]);
  const [first, firstAgain, second, secondAgain] = keys(requests);
  assert.deepEqual([firstAgain, secondAgain], [first, second]);
  assert.notEqual(first, second);
});

test("a file that is loaded anew has other keys", async (t) => {
  const { requests, start } = await fixture(t, [row("a")], allCreated);
  await start();
  await start();
  assert.equal(new Set(keys(requests)).size, 2);
});

test("a key that was used for another request ends the load", async (t) => {
  const { requests, start } = await fixture(t, [row("a")], () => ({ status: 422, message: "Unprocessable Content: used" }));
  await assert.rejects(start, { message: "the endpoint answered 422: Unprocessable Content: used" });
  assert.equal(requests.length, 1);
});

test("a row that is never stored ends among the failures", async (t) => {
  const notStored = { message: "retry", errors: [{ code: "notStored" }] };
  const { start, readFailures } = await fixture(t, [row("a")], () => [notStored]);
  assert.deepEqual(await start(), { failed: 1 });
  assert.equal((await readFailures())[0].reason, "retry");
});

test("a load that stopped goes on where it was, and its sum covers both", async (t) => {
  let isDown = false;
  const { requests, start, readFailures, position } = await fixture(t, ["no json", ...rowsTo(250)], (rows, number) => {
    isDown = number === 2;
    return isDown ? { status: 403, message: "no entry" } : allCreated(rows);
  });
  await assert.rejects(start, { message: "the endpoint answered 403: no entry" });
  assert.equal(await exists(position), true);
  assert.deepEqual(await start(), { failed: 1, created: 250 });
  assert.deepEqual(sizes(requests), [99, 100, 100, 51]);
  assert.equal((await readFailures()).length, 1);
  assert.equal(await exists(position), false);
});

test("a crash between the failures and the position counts no failure twice", async (t) => {
  const { start, readFailures, file } = await fixture(t, ["no json", ...rowsTo(150)], (rows, number) =>
    number === 2 ? { status: 403, message: "no" } : allCreated(rows),
  );
  await assert.rejects(start);
  await writeFile(failuresFile(file), `${JSON.stringify({ line: 150 })}\n`, { flag: "a" });
  await start();
  assert.deepEqual((await readFailures()).map(({ line }) => line), [1]);
});

test("a new load starts its failures anew", async (t) => {
  let isStrict = true;
  const { start, file } = await fixture(t, [row("a")], (rows) => (isStrict ? [{ message: "no" }] : allCreated(rows)));
  await start();
  isStrict = false;
  assert.deepEqual(await start(), { created: 1 });
  assert.equal(await exists(failuresFile(file)), false);
});

test("the position belongs to content, service and collection", async (t) => {
  const { file } = await fixture(t, [row("a")], allCreated);
  const [here, there] = [new URL("http://localhost:1"), new URL("http://localhost:2")];
  const positions = [await positionFile(file, here, "c"), await positionFile(file, there, "c"), await positionFile(file, here, "d")];
  await writeFile(file, row("b"));
  positions.push(await positionFile(file, here, "c"));
  assert.equal(new Set(positions).size, 4);
});
