import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_FILE_BYTES, textOf } from "./decode.ts";

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

test("a byte order mark is no part of the text", () => {
  assert.deepEqual(textOf(bytes(0xef, 0xbb, 0xbf, 0x7b, 0xc3, 0xa4)), { text: "{ä" });
  assert.deepEqual(textOf(bytes()), { text: "" });
});

test("UTF-16 is told from other bytes that are no UTF-8", () => {
  for (const utf16 of [bytes(0xff, 0xfe, 0x7b, 0), bytes(0xfe, 0xff, 0, 0x7b), bytes(0x7b, 0, 0x22, 0), bytes(0, 0x7b)]) {
    assert.deepEqual(textOf(utf16), { reason: "utf16" });
  }
  assert.deepEqual(textOf(bytes(0x7b, 0xe4, 0x22)), { reason: "notUtf8" });
});

test("a file that is too large is not decoded", () => {
  assert.deepEqual(textOf(new ArrayBuffer(MAX_FILE_BYTES + 1)), { reason: "tooLarge" });
});
