//! The walker from JavaScript values to JSON text, alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { importSource } from "./lib/source.mjs";

const { jsonText } = await importSource("json_text.ts");

/** A way into a value, as JSON text and faults without their `value`. */
function walk(value, isBody = false) {
  const { text, faults } = jsonText(value, isBody);
  return { text, faults: faults.map(({ value: _, ...fault }) => fault) };
}

/** Asserts that a value is written as `text` and has no faults. */
function assertText(value, text) {
  assert.deepEqual(walk(value), { text, faults: [] });
}

/** Asserts that the member `a` of an object has this one fault, and is written as null. */
function assertFault(value, code) {
  assert.deepEqual(walk({ a: value, b: 1 }), { text: '{"a":null,"b":1}', faults: [{ code, path: ["a"] }] });
}

/** Nested arrays or objects. */
function nested(depth, wrap = (inner) => [inner]) {
  let value = wrap(1);
  for (let level = 1; level < depth; level++) value = wrap(value);
  return value;
}

class Point {
  #hidden = 1;
  y = 2;
  get x() {
    return this.#hidden;
  }
}

const AS_JSON_STRINGIFY = {
  "an empty object": {},
  "an empty array": [],
  "null": null,
  "true and false": [true, false],
  "a text": "text",
  "a text with quotes, backslashes and control characters": 'a"b\\c\n\u0000\u001f\u007f',
  "a text with line separators": "\u2028\u2029",
  "a text with characters beyond the basic plane": "😀 𝒳",
  "names with quotes, and empty names": { 'a"b': 1, "": 2, "\n": 3 },
  "numbers": [0, -1, 1.5, 1e21, 5e-324, Number.MAX_VALUE, 0.1 + 0.2],
  "minus zero": -0,
  "undefined members": { a: undefined, b: 1, c: undefined },
  "undefined elements": [undefined, 1],
  "a sparse array": [, 1, , 2, ,],
  "boxed primitives": [new Number(-0), new String("s"), new Boolean(false), Object(1.5)],
  "a box whose valueOf is its own": Object.assign(new Number(1), { valueOf: () => 2 }),
  "a date": new Date(0),
  "an invalid date": new Date(NaN),
  "an instance of a class": new Point(),
  "an instance without members": new (class Empty {})(),
  "an object without a prototype": Object.assign(Object.create(null), { a: 1 }),
  "an object whose prototype has members": Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }),
  "symbol keys and members that are not enumerable": Object.defineProperty({ [Symbol("s")]: 1, b: 2 }, "a", { value: 1 }),
  "integer-like names, which come first": { b: 1, 2: 2, 1: 3 },
  "toJSON": { a: { toJSON: () => ({ b: 1 }) } },
  "toJSON that gives undefined": { a: { toJSON() {} }, b: [{ toJSON() {} }] },
  "toJSON that is told its key": [{ toJSON: (key) => `${typeof key} ${key}` }],
  "toJSON of a function": { a: Object.assign(() => {}, { toJSON: () => 1 }) },
  "toJSON that is no function": { a: { toJSON: 1 } },
  "toJSON that gives an object with a toJSON": { toJSON: () => ({ toJSON: 1, a: 2 }) },
  "an object in two places": ((shared) => ({ a: shared, b: [shared, shared] }))({ c: 1 }),
  "arguments": (function () {
    return arguments;
  })(1, 2),
  "an error with members": Object.assign(new Error("e"), { code: "E" }),
  "a proxy": new Proxy({ a: [1] }, {}),
  "a proxy of an array": new Proxy([1, 2], {}),
  "an object of another realm": vm.runInNewContext("({ a: [1, { b: 'c' }], d: new Number(1), e: new Date(0) })"),
  "64 arrays in each other": nested(64),
  "64 objects in each other": nested(64, (inner) => ({ a: inner })),
  "an array of 100,000 elements": Array.from({ length: 1e5 }, (_, index) => index),
  "an object of 10,000 members": Object.fromEntries(Array.from({ length: 1e4 }, (_, index) => [`n${index}`, index])),
};

for (const [title, value] of Object.entries(AS_JSON_STRINGIFY)) {
  test(`${title}: as JSON.stringify`, () => assertText(value, JSON.stringify(value)));
}

test("members called __proto__, constructor and toString are mere names", () => {
  const value = JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":3,"hasOwnProperty":4,"toJSON":5}');
  assertText(value, '{"__proto__":{"a":1},"constructor":2,"toString":3,"hasOwnProperty":4,"toJSON":5}');
});

test("a bigint is its digits up to what no double can hold", () => {
  const limit = 2n ** 1024n - 2n ** 970n;
  assertText([12345678901234567890n, -1n, limit - 1n, 1n - limit], `[12345678901234567890,-1,${limit - 1n},${1n - limit}]`);
  assertText(Object(7n), "7");
  for (const value of [limit, -limit, 10n ** 400n]) assertFault(value, "numberOutOfRange");
});

test("a toJSON that others gave to bigints is used, as JSON.stringify does", () => {
  BigInt.prototype.toJSON = () => "big";
  try {
    assertText({ a: 1n }, '{"a":"big"}');
  } finally {
    delete BigInt.prototype.toJSON;
  }
});

const FAULTS = {
  "NaN": [NaN, "numberNotFinite"],
  "infinity": [Infinity, "numberNotFinite"],
  "minus infinity": [-Infinity, "numberNotFinite"],
  "a boxed NaN": [new Number(NaN), "numberNotFinite"],
  "a function": [() => {}, "notJson"],
  "a class": [Point, "notJson"],
  "a symbol": [Symbol("s"), "notJson"],
  "a boxed symbol": [Object(Symbol("s")), "notJson"],
  "a Map": [new Map([["a", 1]]), "notJson"],
  "a Set": [new Set([1]), "notJson"],
  "a WeakMap": [new WeakMap(), "notJson"],
  "a RegExp": [/a/, "notJson"],
  "a Promise": [Promise.resolve(1), "notJson"],
  "an Error": [new Error("e"), "notJson"],
  "a generator": [(function* () {})(), "notJson"],
  "a FormData": [new FormData(), "notJson"],
  "a Blob": [new Blob(["a"]), "notJson"],
  "a URLSearchParams": [new URLSearchParams("a=1"), "notJson"],
  "an ArrayBuffer": [new ArrayBuffer(2), "notJson"],
  "a Uint8Array": [new Uint8Array(2), "notJson"],
  "an empty Float64Array": [new Float64Array(), "notJson"],
  "a DataView": [new DataView(new ArrayBuffer(2)), "notJson"],
  "a Map of another realm": [vm.runInNewContext("new Map()"), "notJson"],
  "toJSON that gives a function": [{ toJSON: () => () => {} }, "notJson"],
  "toJSON that gives NaN": [{ toJSON: () => NaN }, "numberNotFinite"],
  "a text with half of a pair": ["a\ud800b", "unpairedSurrogate"],
  "a text with the halves of a pair turned round": ["\udc00\ud800", "unpairedSurrogate"],
  "a boxed text with half of a pair": [new String("\udfff"), "unpairedSurrogate"],
  "toJSON that throws": [{ toJSON: () => fail() }, "getterThrew"],
  "a getter of toJSON that throws": [{ get toJSON() { return fail(); } }, "getterThrew"],
  "a proxy whose ownKeys throws": [new Proxy({}, { ownKeys: fail }), "getterThrew"],
  "a proxy whose ownKeys lies": [new Proxy(Object.freeze({}), { ownKeys: () => ["a"] }), "getterThrew"],
  "a proxy whose getPrototypeOf throws": [new Proxy({}, { getPrototypeOf: fail }), "getterThrew"],
  "a proxy whose getOwnPropertyDescriptor throws": [new Proxy({ a: 1 }, { getOwnPropertyDescriptor: fail }), "getterThrew"],
  "a proxy that throws at everything": [new Proxy({}, new Proxy({}, { get: fail })), "getterThrew"],
  "a proxy of an array whose length throws": [withLength(fail), "getterThrew"],
  "a proxy of an array whose length is a symbol": [withLength(Symbol), "getterThrew"],
  "a proxy that was revoked": [revoked({}), "getterThrew"],
  "a box whose valueOf throws": [Object.assign(new Number(1), { valueOf: fail }), "getterThrew"],
  "an object that says it is a Boolean": [{ __proto__: { [Symbol.toStringTag]: "Boolean" } }, "getterThrew"],
  "an object whose kind throws": [{ __proto__: { get [Symbol.toStringTag]() { return fail(); } } }, "getterThrew"],
};

function fail() {
  throw new Error("on purpose");
}

/** An array that asks `length` how long it is. */
function withLength(length) {
  return new Proxy([], { get: (target, name) => (name === "length" ? length() : target[name]) });
}

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

for (const [title, [value, code]] of Object.entries(FAULTS)) {
  test(`${title}: ${code}`, () => assertFault(value, code));
}

test("a getter that throws costs its member only", () => {
  const value = { a: { get b() { return fail(); }, c: 1 }, d: [1] };
  assert.deepEqual(walk(value), { text: '{"a":{"b":null,"c":1},"d":[1]}', faults: [{ code: "getterThrew", path: ["a", "b"] }] });
});

test("whatever is thrown, it is caught", () => {
  for (const thrown of [undefined, null, 1, Symbol("s"), revoked({})]) {
    assertFault({ toJSON() { throw thrown; } }, "getterThrew");
  }
});

test("an element of a proxy of an array that throws has its index in the path", () => {
  const list = new Proxy([1, 2, 3], { get: (target, name) => (name === "1" ? fail() : Reflect.get(target, name)) });
  assert.deepEqual(walk({ list }), { text: '{"list":[1,null,3]}', faults: [{ code: "getterThrew", path: ["list", 1] }] });
});

test("a getter is read once", () => {
  let reads = 0;
  assertText({ get a() { return ++reads; } }, '{"a":1}');
});

test("an object inside of itself is a cycle where it begins again", () => {
  const value = { a: { b: [] } };
  value.a.b.push(1, value.a);
  value.self = value;
  assert.deepEqual(walk(value), {
    text: '{"a":{"b":[1,null]},"self":null}',
    faults: [{ code: "cycle", path: ["a", "b", 1] }, { code: "cycle", path: ["self"] }],
  });
});

test("a cycle through toJSON is one too", () => {
  const value = { toJSON: () => content };
  const content = { value };
  assert.deepEqual(walk(value), { text: '{"value":null}', faults: [{ code: "cycle", path: ["value"] }] });
});

test("toJSON that gives ever new objects ends at the depth that is allowed", () => {
  const endless = () => ({ toJSON: () => ({ a: endless() }) });
  const { faults } = walk(endless());
  assert.deepEqual(faults, [{ code: "tooDeep", path: Array(64).fill("a") }]);
});

test("the 65th container is too deep", () => {
  assert.deepEqual(walk(nested(65)).faults, [{ code: "tooDeep", path: Array(64).fill(0) }]);
  assert.deepEqual(walk(nested(65, (inner) => ({ a: inner }))).faults, [{ code: "tooDeep", path: Array(64).fill("a") }]);
  assert.equal(walk(nested(65)).text, `${"[".repeat(64)}null${"]".repeat(64)}`);
});

test("a hundred thousand levels do no more harm", () => {
  assert.equal(walk(nested(1e5)).faults.length, 1);
});

test("a name with half of a pair is a fault of its own, and its member is left out", () => {
  const value = { a: 1, "b\ud800": { c: NaN }, d: { "\udc00": 2 } };
  assert.deepEqual(walk(value), {
    text: '{"a":1,"d":{}}',
    faults: [{ code: "unpairedSurrogate", path: ["b\ud800"] }, { code: "unpairedSurrogate", path: ["d", "\udc00"] }],
  });
});

test("a whole that is no JSON value has no text", () => {
  for (const value of [undefined, () => {}, Symbol("s"), { toJSON() {} }, { toJSON: () => () => {} }]) {
    assert.deepEqual(walk(value), { text: undefined, faults: [] });
  }
});

test("a whole that is faulty is null, with an empty path", () => {
  const faulty = [[NaN, "numberNotFinite"], [new Map(), "notJson"], [revoked([]), "getterThrew"], ["\ud800", "unpairedSurrogate"]];
  for (const [value, code] of faulty) {
    assert.deepEqual(walk(value, true), { text: "null", faults: [{ code, path: [] }] });
  }
});

test("in a list of relationships the path starts at the relationship", () => {
  const value = [{ a: 1 }, { a: { b: NaN } }, NaN, () => {}];
  assert.deepEqual(walk(value, true), {
    // What takes the place of a relationship is an object, so that the others are judged.
    text: '[{"a":1},{"a":{"b":null}},{},{}]',
    faults: [
      { code: "numberNotFinite", path: ["a", "b"], index: 1 },
      { code: "numberNotFinite", path: [], index: 2 },
      { code: "notJson", path: [], index: 3 },
    ],
  });
});

test("in any other list the path starts at the list", () => {
  assert.deepEqual(walk([NaN, [NaN]]), {
    text: "[null,[null]]",
    faults: [{ code: "numberNotFinite", path: [0] }, { code: "numberNotFinite", path: [1, 0] }],
  });
});

test("an element that is undefined is null, even where it should be a relationship", () => {
  assert.deepEqual(walk([undefined], true), { text: "[null]", faults: [] });
});

test("each relationship has 64 faults at most, and none behind the first hundred", () => {
  const value = Array.from({ length: 102 }, () => ({ list: Array(70).fill(NaN) }));
  const counts = Map.groupBy?.(walk(value, true).faults, ({ index }) => index) ?? groupBy(walk(value, true).faults);
  assert.deepEqual([...counts].map(([index, faults]) => [index, faults.length]), Array.from({ length: 100 }, (_, index) => [index, 64]));
});

function groupBy(faults) {
  const groups = new Map();
  for (const fault of faults) groups.set(fault.index, [...(groups.get(fault.index) ?? []), fault]);
  return groups;
}

test("names in a path are cut to 1,024 characters", () => {
  const name = "😀".repeat(1025);
  assert.deepEqual(walk({ [name]: NaN }).faults[0].path, [`${"😀".repeat(1024)}…`]);
  const just = "😀".repeat(1024);
  assert.deepEqual(walk({ [just]: NaN }).faults[0].path, [just]);
});

test("a few objects that stand for any amount of text are not written out", () => {
  for (const twice of [(value) => [value, value], (value) => ({ a: value, b: value })]) {
    let value = 1;
    for (let level = 0; level < 60; level++) value = twice(value);
    const { text, faults } = walk(value);
    assert.ok(text.length > 4_194_304 && text.length < 5e6);
    assert.deepEqual(faults, []);
  }
});

test("an array that is much longer than it has elements is not gone through", () => {
  assert.ok(walk({ list: Object.assign([], { length: 2 ** 32 - 1 }) }).text.length > 4_194_304);
  assert.ok(walk({ list: withLength(() => Infinity) }).text.length > 4_194_304);
});

test("what is frozen, sealed or a getter of the prototype is left as it is", () => {
  const value = Object.freeze({ a: Object.freeze([1]) });
  assertText(value, '{"a":[1]}');
  assert.deepEqual(Object.getOwnPropertyNames(value), ["a"]);
});

test("primitive faults are kept for whoever wants to show them", () => {
  const { faults } = jsonText([NaN, 2n ** 1024n, "\ud800", () => {}], false);
  assert.deepEqual(faults.map(({ value }) => value), [NaN, 2n ** 1024n, "\ud800", undefined]);
});
