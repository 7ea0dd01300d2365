//! Wasm as printable text.
//!
//! Base64 spreads three bytes over four characters, so that what repeats in the wasm repeats no more in the text: behind
//! brotli it takes a quarter more than the wasm. Here each byte is a character of its own, or two if it is a rare one:
//! 2 in 100 more. scripts/lib/wasm-text.mjs writes it.

/** Printable ASCII, but for what a string or a template of JavaScript would have to escape. */
const ALPHABET = `!# %&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~`;

/** So many characters of the alphabet, from its start, are half of a byte: another follows. */
const ESCAPES = 2;

/**
 * The bytes of a text.
 *
 * @param text characters of the alphabet
 * @param singles in hexadecimal, the bytes that the other characters stand for; pairs stand for the bytes that are left
 */
export function decode(text: string, singles: string): Uint8Array<ArrayBuffer> {
  const bytesOfSingles = Array.from(singles.match(/../g)!, (byte) => parseInt(byte, 16));
  const order = [...new Set([...bytesOfSingles, ...Array(256).keys()])];
  const places: number[] = [];
  for (let place = 0; place < ALPHABET.length; place++) places[ALPHABET.charCodeAt(place)] = place;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let first = -ESCAPES;
  for (let at = 0; at < text.length; at++) {
    const place = places[text.charCodeAt(at)]!;
    if (first < 0 && place < ESCAPES) {
      first = bytesOfSingles.length + place * ALPHABET.length;
    } else {
      bytes[length++] = order[first + place]!;
      first = -ESCAPES;
    }
  }
  return bytes.subarray(0, length);
}
