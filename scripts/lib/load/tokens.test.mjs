import assert from "node:assert/strict";
import test from "node:test";
import { developmentTokens, isLocal } from "./tokens.mjs";

test("a development token is kept for half of its life and then replaced", async () => {
  let now = 0;
  let made = 0;
  const lifetimes = [];
  const token = developmentTokens({
    now: () => now,
    make: async ({ expiresSeconds }) => {
      lifetimes.push(expiresSeconds);
      return `token ${(made += 1)}`;
    },
  });
  const seen = [];
  for (const minute of [0, 29, 30, 59, 60]) {
    now = minute * 60_000;
    seen.push(await token());
  }
  assert.deepEqual(seen, ["token 1", "token 1", "token 2", "token 2", "token 3"]);
  assert.deepEqual(lifetimes, [3600, 3600, 3600]);
});

test("only this machine's addresses are local", () => {
  for (const url of ["http://localhost:8787", "https://LOCALHOST", "http://127.0.0.1:1", "http://[::1]:1"]) {
    assert.equal(isLocal(new URL(url)), true, url);
  }
  for (const url of ["https://example.com", "http://localhost.example.com", "http://example.com/localhost", "http://localhost@example.com"]) {
    assert.equal(isLocal(new URL(url)), false, url);
  }
});
