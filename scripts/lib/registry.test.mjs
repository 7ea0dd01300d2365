import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";
import { Failure } from "./cli.mjs";
import { freePort } from "./dev-server.mjs";
import { registerCollection } from "./registry.mjs";

/** A server that answers with these statuses, one after the other, and notes what it was asked. */
async function startFake(t, statuses) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push([request.method, request.url, JSON.parse(body)]);
    const status = statuses.shift();
    response.writeHead(status).end(JSON.stringify({ status: { message: `told ${status}`, code: String(status) } }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

test("a collection is made, or is there, and gets its access list", async (t) => {
  for (const created of [201, 409]) {
    const { url, asked } = await startFake(t, [created, 200]);
    assert.equal(await registerCollection(url, "a/b", { bob: "admin" }), true);
    assert.deepEqual(asked, [
      ["POST", "/apollo/collections", { collectionId: "a/b", collectionName: "a/b" }],
      ["PUT", "/apollo/collections/a%2Fb/permissions", { permissions: [{ subject: "bob", permission: "admin" }] }],
    ]);
  }
});

test("where no server runs, that is told", async () => {
  assert.equal(await registerCollection(`http://127.0.0.1:${await freePort()}`, "a", {}), false);
});

test("what the server refuses is a failure with its words", async (t) => {
  for (const statuses of [[403], [201, 403]]) {
    const { url } = await startFake(t, statuses);
    await assert.rejects(registerCollection(url, "a", {}), (error) => error instanceof Failure && /told 403$/.test(error.message));
  }
});
