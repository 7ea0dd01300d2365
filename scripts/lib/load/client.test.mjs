import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";
import { createClient } from "./client.mjs";

test("no more requests than the rate allows, and a redirect is not followed", async (t) => {
  const arrivals = [];
  const server = createServer((request, response) => {
    arrivals.push(performance.now());
    response.writeHead(302, { Location: "/elsewhere" }).end();
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  t.after(() => server.close());
  const client = createClient({
    url: new URL(`http://localhost:${server.address().port}`),
    collection: "c",
    token: async () => "t",
    ratePerSecond: 20,
    notice() {},
  });
  for (let number = 0; number < 5; number += 1) assert.equal((await client.post(["{}"], "k")).status, 302);
  assert.equal(arrivals.length, 5);
  // 200 ms less what the first connection took; unbounded they would take a tenth of that.
  assert.ok(arrivals[4] - arrivals[0] >= 150, `5 requests in ${arrivals[4] - arrivals[0]} ms`);
});

test("an endpoint that is not there is given up with its address", async () => {
  const client = createClient({
    url: new URL("http://localhost:1"),
    collection: "c",
    token: async () => "t",
    ratePerSecond: 1000,
    notice() {},
    firstDelayMillis: 1,
  });
  await assert.rejects(client.post(["{}"], "k"), { message: /^no answer from http:\/\/localhost:1 \(.+\), 8 times in a row$/ });
});
