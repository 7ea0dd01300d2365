//! `postRelationships` against the endpoint in memory, with faults in between.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { makeProject } from "./lib/tarball.mjs";

const project = await makeProject();
after(project.remove);
const { resolve } = createRequire(join(project.folder, "index.js"));
const load = (name) => import(pathToFileURL(resolve(name)));
const { postRelationships } = await load("er-relationships/client");
const { createEndpoint } = await load("er-relationships/endpoint");
const { flatten } = await load("er-relationships");

/** After which a request without an answer is given up. */
const TIMEOUT_MILLIS = 60_000;

/**
 * An endpoint, and a call of `postRelationships` that goes there. `fault(number, send)` may answer in its place or throw;
 * `send` brings the request there. No pause takes any time; `pauses` has how long each would be, in milliseconds.
 */
function fixture(t, fault = (_number, send) => send()) {
  const endpoint = createEndpoint({ collections: { c: { ann: "owner", bob: "readonly" } }, tokens: { t: { sub: "ann" }, r: { sub: "bob" } } });
  const requests = [];
  const pauses = [];
  const later = globalThis.setTimeout;
  t.mock.method(globalThis, "setTimeout", (work, millis) => {
    if (millis === TIMEOUT_MILLIS) return later(work, millis);
    pauses.push(millis);
    return later(work, 0);
  });
  const fetch = async (request) => {
    const { method, url, headers } = request;
    const text = await request.clone().text();
    requests.push({ method, url, headers: Object.fromEntries(headers), text, ids: JSON.parse(text).map(({ id }) => id) });
    return fault(requests.length, () => endpoint.fetch(request), request);
  };
  const options = { url: "https://example.com/apollo/er/relationships", collection: "c", token: "t", fetch };
  const post = (relationships, more) => postRelationships(relationships, { ...options, ...more });
  const versions = () => {
    const entries = Object.entries(endpoint.snapshot()).filter(([key]) => key.startsWith("r:"));
    const records = entries.map(([, text]) => JSON.parse(text));
    return Object.fromEntries(records.map(({ id, sysData }) => [id, sysData.sysRelationshipVersion]));
  };
  return { post, requests, pauses, versions, endpoint };
}

const row = (id, more) => ({
  id,
  relationshipName: "n",
  relationshipType: "BRICK_0_4__feeds",
  sourceEntityId: "s",
  destinationEntityId: "d",
  ...more,
});
const rows = (count) => Array.from({ length: count }, (_, index) => row(`r${index}`));
const created = (count, first = 0) =>
  Array.from({ length: count }, (_, at) => ({ index: first + at, id: `r${first + at}`, outcome: "created", version: 1, issues: [] }));
const keysOf = (requests) => requests.map(({ headers }) => headers["idempotency-key"]);
const sizesOf = (requests) => requests.map(({ ids }) => ids.length);
const answer = (status, message, headers = {}) =>
  new Response(JSON.stringify({ status: { message, code: String(status) }, transactionId: "1-2", data: {} }), { status, headers });

test("relationships are sent a hundred at a time, and each has its result", async (t) => {
  const { post, requests, pauses } = fixture(t);
  assert.deepEqual(await post(rows(250)), created(250));
  assert.deepEqual(sizesOf(requests), [100, 100, 50]);
  const [{ method, url, headers }] = requests;
  assert.equal(method, "POST");
  assert.equal(url, "https://example.com/apollo/er/relationships?includeSystemData=true");
  assert.equal(headers.authorization, "Bearer t");
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers.ercollectionid, "c");
  assert.equal(headers.async, "false");
  assert.match(headers["idempotency-key"], /^"[\da-f]{32}"$/);
  assert.equal(new Set(keysOf(requests)).size, 3);
  assert.deepEqual(pauses, []);
});

test("nothing is sent of an empty list", async (t) => {
  const { post, requests } = fixture(t);
  assert.deepEqual(await post([]), []);
  assert.deepEqual(requests, []);
});

test("results tell what was updated, unchanged and refused, and each issue its place in the list", async (t) => {
  const { post } = fixture(t);
  await post([row("a"), row("b")]);
  const wrong = { ...row("c"), destinationEntityId: undefined };
  const results = await post([...rows(100), row("a"), row("b", { sourceEntityId: "t" }), wrong, { relationshipName: "n" }]);
  const [a, b, c, nameless] = results.slice(100);
  assert.deepEqual(a, { index: 100, id: "a", outcome: "unchanged", version: 1, issues: [] });
  assert.deepEqual(b, { index: 101, id: "b", outcome: "updated", version: 2, issues: [] });
  assert.deepEqual([c.index, c.id, c.outcome, c.version], [102, "c", "failed", undefined]);
  assert.deepEqual(c.issues.map(({ index, code, path }) => ({ index, code, path })), [{ index: 102, code: "propertyRequired", path: ["destinationEntityId"] }]);
  assert.equal(nameless.id, null);
  const { fields } = flatten({ valid: false, count: results.length, issues: results.flatMap(({ issues }) => issues) });
  assert.deepEqual(fields["[102].destinationEntityId"], ["destinationEntityId is required"]);
});

test("what cannot be sent fails by itself", async (t) => {
  const { post, requests, versions } = fixture(t);
  const cycle = row("d", { customData: {} });
  cycle.customData.self = cycle.customData;
  const list = [row("a", { customData: { area: NaN } }), null, "text", cycle, row("e", { relationshipName: "x".repeat(4_194_304) }), row("f", { customData: { n: 12345678901234567890n } }), undefined];
  const results = await post(list);
  assert.deepEqual(requests.map(({ ids }) => ids), [["f"]]);
  assert.match(requests[0].text, /12345678901234567890/);
  assert.deepEqual(results.map(({ index }) => index), [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(results.map(({ issues }) => issues.map(({ code }) => code)), [["numberNotFinite"], ["objectExpected"], ["notJson"], ["cycle"], ["bodyTooLarge"], [], ["objectExpected"]]);
  assert.deepEqual(results[0], {
    index: 0,
    id: "a",
    outcome: "failed",
    issues: [{ code: "numberNotFinite", path: ["customData", "area"], message: "customData.area:NumberNotFinite", index: 0 }],
  });
  assert.deepEqual(versions(), { f: 1 });
});

test("a text is sent as it is, with all digits", async (t) => {
  const { post, requests, versions } = fixture(t);
  const text = JSON.stringify(row("a")).replace("}", ', "customData": {"n": 12345678901234567890.10}}\n');
  const results = await post([text, row("b"), JSON.stringify(row("a"))]);
  assert.deepEqual(results.map(({ id, outcome }) => [id, outcome]), [["a", "created"], ["b", "created"], ["a", "updated"]]);
  assert.deepEqual(requests.map(({ text }) => text), [`[${text},${JSON.stringify(row("b"))}]`, `[${JSON.stringify(row("a"))}]`]);
  assert.deepEqual(versions(), { a: 2, b: 1 });
});

test("a text that cannot be sent fails by itself", async (t) => {
  const { post, requests } = fixture(t);
  const withName = (json) => JSON.stringify(row("a")).replace('"n"', json);
  const deep = `${"[".repeat(63)}${"]".repeat(63)}`;
  const texts = ["", "{", "{}{}", "{},{}", "\ufeff{}", "1", "[]", "null", withName('"\ud800"'), withName('"\\ud800"'), withName("1e400"), withName(deep), withName(`"${"é".repeat(2_097_152)}"`)];
  const results = await post([...texts, JSON.stringify(row("b"))]);
  assert.deepEqual(requests.map(({ ids }) => ids), [["b"]]);
  const codes = results.map(({ issues }) => issues.map(({ code, path }) => [code, ...path].join(" ")).join());
  const ofName = ["unpairedSurrogate", "unpairedSurrogate", "numberNotFinite", "tooDeep"].map((code) => `${code} relationshipName`);
  ofName[3] += `${" 0".repeat(62)}`;
  assert.deepEqual(codes, [...Array(5).fill("notJson"), ...Array(3).fill("objectExpected"), ...ofName, "bodyTooLarge", ""]);
  assert.deepEqual(results[0], { index: 0, id: null, outcome: "failed", issues: [{ code: "notJson", path: [], message: "#:NotJson", index: 0 }] });
});

test("a text that only the endpoint knows to be no JSON fails by itself, and holds up no other", async (t) => {
  const { post, requests, versions } = fixture(t);
  const texts = rows(10).map((each) => JSON.stringify(each));
  texts[5] = texts[5].replace("{", '{"id":"r5",');
  const results = await post(texts);
  const { issues, ...failed } = results[5];
  assert.deepEqual(failed, { index: 5, id: "r5", outcome: "failed" });
  assert.deepEqual(issues.map(({ code, path, index }) => [code, path, index]), [["duplicateName", [], 5]]);
  const others = created(10);
  assert.deepEqual(results.toSpliced(5, 1), others.toSpliced(5, 1));
  assert.deepEqual(sizesOf(requests), [10, 5, 5, 3, 2, 1, 1, 3]);
  assert.equal(new Set(keysOf(requests)).size, requests.length);
  assert.equal(Object.keys(versions()).length, 9);
});

test("a body has 4 MiB at most, to the byte", async (t) => {
  const { post, requests } = fixture(t);
  const list = ["a", "b", "c"].map((id) => row(id, { relationshipName: "" }));
  const rest = 4_194_304 - JSON.stringify(list.slice(0, 2)).length;
  list[0].relationshipName = "é".repeat(1_000_000);
  list[1].relationshipName = "x".repeat(rest - 2_000_000);
  assert.deepEqual((await post(list)).map(({ outcome }) => outcome), ["created", "created", "created"]);
  assert.deepEqual(requests.map(({ ids }) => ids), [["a", "b"], ["c"]]);
  list[1].relationshipName += "x";
  await post(list);
  assert.deepEqual(requests.slice(2).map(({ ids }) => ids), [["a"], ["b", "c"]]);
});

test("of two with one id the later is an update of the earlier", async (t) => {
  const { post, requests } = fixture(t);
  const results = await post([row("a"), row("b"), row("a", { sourceEntityId: "t" }), row("c")]);
  assert.deepEqual(requests.map(({ ids }) => ids), [["a", "b"], ["a", "c"]]);
  assert.deepEqual(results.map(({ outcome }) => outcome), ["created", "created", "updated", "created"]);
});

test("an answer that is lost, cut off or not the endpoint's is asked for again, and is the first one", async (t) => {
  const { post, requests, versions } = fixture(t, async (number, send) => {
    const response = await send();
    if (number === 1) throw new TypeError("fetch failed");
    if (number === 2) return new Response((await response.text()).slice(0, -20), { status: 201 });
    if (number === 3) return new Response("<p>Welcome</p>", { status: 201 });
    if (number === 4) return answer(207, "");
    if (number === 5) {
      const envelope = await response.json();
      envelope.data.responses.success[2].index = 1;
      return Response.json(envelope, { status: 201 });
    }
    return response;
  });
  assert.deepEqual(await post(rows(3)), created(3));
  assert.equal(requests.length, 6);
  assert.equal(new Set(keysOf(requests)).size, 1);
  assert.equal(new Set(requests.map(({ text }) => text)).size, 1);
  assert.deepEqual(versions(), { r0: 1, r1: 1, r2: 1 });
});

test("503, 409, 429, 500 and what a proxy says are waited out, for as long as they ask", async (t) => {
  const date = new Date(Date.now() + 20_000).toUTCString();
  const { post, requests, pauses } = fixture(t, (number, send) => {
    if (number === 1) return answer(503, "later", { "retry-after": "7" });
    if (number === 2) return answer(409, "being processed", { "retry-after": "1" });
    if (number === 3) return answer(429, "slower", { "retry-after": date });
    if (number === 4) return answer(500, "oh");
    if (number === 5) return new Response("<p>Bad gateway</p>", { status: 502, headers: { "retry-after": "soon" } });
    return send();
  });
  assert.deepEqual(await post(rows(2)), created(2));
  assert.equal(requests.length, 6);
  assert.equal(new Set(keysOf(requests)).size, 1);
  const [first, second, third, fourth, fifth] = pauses;
  assert.equal(first, 7000);
  assert.ok(second >= 1000 && second <= 1001, `${second}`);
  assert.ok(third > 15_000 && third <= 20_000, `${third}`);
  assert.ok(fourth >= 2000 && fourth <= 4000 && fifth >= 4000 && fifth <= 8000, `${fourth}, ${fifth}`);
});

test("relationships that are too many values together are sent in smaller requests, and one that is too many fails by itself", async (t) => {
  const { post, requests } = fixture(t);
  const values = (count) => ({ customData: { list: Array(count).fill(0) } });
  const results = await post([row("a", values(200_000)), row("b", values(200_000)), row("c", values(200_000)), row("d", values(600_000)), row("e")]);
  assert.deepEqual(requests.map(({ ids }) => ids.join("")), ["abcde", "abc", "ab", "cde", "cd", "c", "de", "d", "e"]);
  assert.deepEqual(results.map(({ outcome }) => outcome), ["created", "created", "created", "failed", "created"]);
  assert.deepEqual([results[3].id, results[3].issues.length], ["d", 1]);
  const [{ code, path, message, index }] = results[3].issues;
  assert.deepEqual([code, path, index], ["tooManyValues", [], 3]);
  assert.match(message, /^more than 500000 values and member names at line 1 column \d+$/);
});

for (const status of [302, 400, 401, 403, 404, 412, 415, 422, 501]) {
  test(`${status} is an answer, which another try would not change`, async (t) => {
    const { post, requests } = fixture(t, (number, send) => (number === 2 ? answer(status, "No: so it is") : send()));
    const error = await rejection(post(rows(250)));
    assert.ok(error instanceof Error && !(error instanceof TypeError));
    const { code, message, transactionId, progress } = error;
    assert.deepEqual({ code, status: error.status, message, transactionId }, { code: "refused", status, message: `the endpoint answered ${status}: No: so it is`, transactionId: "1-2" });
    assert.deepEqual(progress, { total: 250, done: 100, results: [...created(100), ...Array(150).fill(null)] });
    assert.deepEqual(await post(rows(250), { resume: progress }), created(250));
    assert.deepEqual(sizesOf(requests), [100, 100, 100, 50]);
    assert.equal(new Set(keysOf(requests)).size, 4);
  });
}

test("after eight tries it gives up, and goes on from there with the same key when it is asked to", async (t) => {
  let isDown = true;
  const { post, requests, pauses } = fixture(t, async (number, send) => {
    const response = await send();
    if (isDown && number > 1) throw new TypeError("fetch failed");
    return response;
  });
  const error = await rejection(post(rows(150)));
  assert.deepEqual([error.code, error.message], ["noAnswer", "no answer: TypeError: fetch failed"]);
  assert.equal(requests.length, 9);
  assert.ok(pauses.every((pause) => pause <= 30_000) && pauses.at(-1) >= 15_000, `${pauses}`);
  isDown = false;
  // As it comes back from wherever it was kept.
  const resume = JSON.parse(JSON.stringify(error.progress));
  assert.deepEqual([resume.total, resume.done, resume.pending.indices.length], [150, 100, 50]);
  assert.deepEqual(await post(rows(150), { resume }), created(150));
  assert.equal(requests.length, 10);
  assert.equal(new Set(keysOf(requests.slice(1))).size, 1);
  assert.deepEqual([resume.done, resume.results[100]], [100, null], "what was handed in is left as it is");
});

test("a service that is unavailable all the time is told with its status, and the key is kept", async (t) => {
  const { post, requests, pauses } = fixture(t, () => answer(503, "Service Unavailable: retry later"));
  const { code, status, progress } = await rejection(post(rows(1), { maxAttempts: 12 }));
  assert.deepEqual([code, status, requests.length], ["refused", 503, 12]);
  assert.ok(pauses.every((pause) => pause <= 30_000), `${pauses}`);
  assert.deepEqual(progress.pending, { key: keysOf(requests)[0].slice(1, -1), indices: [0] });
});

test("who would have to wait for more than five minutes is told at once", async (t) => {
  const { post, requests, pauses } = fixture(t, () => answer(429, "slower", { "retry-after": "301" }));
  const { code, status } = await rejection(post(rows(1)));
  assert.deepEqual([code, status, requests.length, pauses], ["refused", 429, 1, []]);
});

/** The endpoint in memory always stores. */
const withNotStored = (isNotStored) => async (number, send) => {
  const envelope = await (await send()).json();
  const { success } = envelope.data.responses;
  const errors = [{ code: "notStored", path: [], message: "Relationship could not be stored, retry" }];
  const failure = success.filter(({ id }) => isNotStored(id, number)).map(({ id, index }) => ({ id, index, errors }));
  envelope.data.responses = { success: success.filter(({ id }) => !isNotStored(id, number)), failure };
  return Response.json(envelope, { status: failure.length ? 207 : 201 });
};

test("only what was not stored is sent again, before what comes after it, under another key", async (t) => {
  const { post, requests, pauses } = fixture(t, withNotStored((id, number) => id === "r7" && number < 3));
  const results = await post([...rows(100), row("r7", { sourceEntityId: "t" })]);
  assert.deepEqual(sizesOf(requests), [100, 1, 1, 1]);
  assert.deepEqual(requests.slice(1).map(({ ids }) => ids), [["r7"], ["r7"], ["r7"]]);
  assert.equal(new Set(keysOf(requests)).size, 4);
  assert.equal(pauses.length, 2);
  assert.deepEqual([results[7].outcome, results[100].outcome], ["unchanged", "updated"]);
});

test("what is never stored fails in the end, and the others do not", async (t) => {
  const { post, requests } = fixture(t, withNotStored((id) => id === "r1"));
  const results = await post(rows(3), { maxAttempts: 3 });
  assert.equal(requests.length, 3);
  assert.deepEqual(results.map(({ outcome }) => outcome), ["created", "failed", "created"]);
  assert.deepEqual(results[1].issues, [{ code: "notStored", path: [], message: "Relationship could not be stored, retry", index: 1 }]);
});

test("progress is told before each request and at the end", async (t) => {
  const { post } = fixture(t);
  const told = [];
  await post(rows(250), { onProgress: ({ total, done, pending }) => told.push([total, done, pending?.indices.length]) });
  assert.deepEqual(told, [[250, 0, 100], [250, 100, 100], [250, 200, 50], [250, 250, undefined]]);
});

test("a call can be stopped before, while it sends and while it waits, and goes on without sending anything twice", async (t) => {
  const reason = new Error("enough");
  let controller = new AbortController();
  let isRequestAborted = false;
  const { post, requests, versions } = fixture(t, async (number, send, request) => {
    if (number === 2) {
      await send();
      controller.abort(reason);
      isRequestAborted = request.signal.aborted;
      throw new TypeError("aborted");
    }
    if (number === 4) {
      globalThis.setTimeout(() => controller.abort(reason), 1);
      return answer(503, "later");
    }
    return send();
  });
  const stopped = async (resume) => {
    const error = await rejection(post(rows(350), { signal: controller.signal, resume }));
    assert.deepEqual([error.code, error.cause], ["aborted", reason]);
    controller = new AbortController();
    return error.progress;
  };
  controller.abort(reason);
  assert.equal((await stopped()).done, 0);
  assert.deepEqual(requests, []);
  let progress = await stopped();
  assert.deepEqual([progress.done, requests.length, isRequestAborted], [100, 2, true]);
  progress = await stopped(progress);
  assert.deepEqual([progress.done, requests.length], [200, 4]);
  assert.deepEqual(await post(rows(350), { resume: progress }), created(350));
  const keys = keysOf(requests);
  assert.deepEqual([keys[2], keys[4]], [keys[1], keys[3]], "what was under way goes on under its key");
  assert.equal(new Set(keys).size, 4);
  assert.ok(Object.values(versions()).every((version) => version === 1));
});

test("a pause ends when the call is stopped", async (t) => {
  const { post } = fixture(t, () => answer(503, "later", { "retry-after": "30" }));
  t.mock.restoreAll();
  const started = performance.now();
  assert.equal((await rejection(post(rows(1), { signal: AbortSignal.timeout(20) }))).code, "aborted");
  assert.ok(performance.now() - started < 10_000);
});

test("a request that hangs is given up after a minute, and sent again", async (t) => {
  const { post, requests } = fixture(t, (number, send, request) => {
    if (number > 1) return send();
    return new Promise((_resolve, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));
  });
  const later = globalThis.setTimeout;
  t.mock.method(globalThis, "setTimeout", (work, millis) => later(work, millis === TIMEOUT_MILLIS ? 20 : millis));
  const results = await post(rows(1));
  assert.deepEqual(results, created(1));
  assert.equal(requests.length, 2);
});

test("a function is asked for a token before each request", async (t) => {
  const { post, requests } = fixture(t);
  const tokens = ["t", "t", "r"];
  const { status, progress } = await rejection(post(rows(250), { token: async () => tokens.shift() }));
  assert.deepEqual([status, progress.done, requests.length], [403, 200, 3]);
  const cause = new Error("not signed in");
  const error = await rejection(post(rows(1), { token: () => Promise.reject(cause) }));
  assert.deepEqual([error.code, error.cause, error.progress.done], ["noToken", cause, 0]);
});

test("a dry run tells what would become of each, and stores nothing", async (t) => {
  const { post, requests, versions } = fixture(t);
  assert.deepEqual(await post(rows(2), { dryRun: true }), created(2));
  assert.equal(requests[0].url, "https://example.com/apollo/er/relationships?includeSystemData=true&dryRun=true");
  assert.deepEqual(versions(), {});
});

test("mistakes of the program are told as such, without the token", async (t) => {
  const { post, requests } = fixture(t);
  const wrong = [
    [row("a")],
    [rows(1), { url: "/apollo/er/relationships" }],
    [rows(1), { url: undefined }],
    [rows(1), { collection: undefined }],
    [rows(1), { collection: "Building\n7" }],
    [rows(1), { token: undefined }],
    [rows(1), { token: "secret\n\n1" }],
    [rows(1), { maxAttempts: 0 }],
    [rows(2), { resume: { total: 1, done: 0, results: [null] } }],
  ];
  for (const [list, more] of wrong) {
    const error = await rejection(post(list, more));
    assert.ok(error instanceof TypeError, String(error));
    assert.equal(error.code, "optionInvalid");
    assert.ok(!error.message.includes("secret") && error.cause === undefined);
  }
  await assert.rejects(postRelationships(rows(1)), { code: "optionInvalid" });
  assert.deepEqual(requests, []);
});

async function rejection(promise) {
  return promise.then(
    () => assert.fail("it should have failed"),
    (error) => error,
  );
}
