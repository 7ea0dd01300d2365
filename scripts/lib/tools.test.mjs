import assert from "node:assert/strict";
import test from "node:test";
import { lockedVersion, packagesAreInstalled } from "./tools.mjs";

const LOCK = `[[package]]
name = "wasm-bindgen"
version = "0.2.130"

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.130"

[[package]]
name = "twice"
version = "1.0.0"

[[package]]
name = "twice"
version = "2.0.0"
`;

test("a version is read from Cargo.lock if there is exactly one", () => {
  assert.equal(lockedVersion(LOCK, "wasm-bindgen"), "0.2.130");
  assert.throws(() => lockedVersion(LOCK, "twice"), /has 2: 1\.0\.0, 2\.0\.0$/);
  assert.throws(() => lockedVersion(LOCK, "worker"), /has 0/);
});

test("packages are installed when all that the lock asks for are there in its version", () => {
  const wanted = { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/mac": { version: "1.0.0", optional: true } };
  const at = (version) => ({ version });
  assert.equal(packagesAreInstalled(wanted, { "node_modules/a": at("1.0.0") }), true);
  assert.equal(packagesAreInstalled(wanted, { "node_modules/a": at("1.0.1") }), false);
  assert.equal(packagesAreInstalled(wanted, {}), false);
  assert.equal(packagesAreInstalled(wanted, { "node_modules/a": at("1.0.0"), "node_modules/mac": at("0.9.0") }), false);
});
