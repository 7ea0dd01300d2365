//! Wasm as the text that pkg/src/load/decode.ts reads.

/** As in decode.ts. */
const ALPHABET = "!# %&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
const ESCAPES = ALPHABET.slice(0, 2);
const SINGLES = ALPHABET.slice(2);

/**
 * Writes the most frequent bytes as one character each, the others as two. A byte that is a character of the alphabet
 * stands for itself if it is frequent, so that texts inside of the wasm stay texts: brotli knows such.
 *
 * @param {Uint8Array} wasm
 * @returns {{ text: string, singles: string }} the arguments of `decode`
 */
export function wasmText(wasm) {
  const frequent = new Set(bytesByFrequency(wasm).slice(0, SINGLES.length));
  const isOwn = (character) => frequent.has(character.charCodeAt(0));
  const others = [...frequent].filter((byte) => !SINGLES.includes(String.fromCharCode(byte))).sort((a, b) => a - b);
  const singles = [...SINGLES].map((character) => (isOwn(character) ? character.charCodeAt(0) : others.shift()));
  const rare = allBytes().filter((byte) => !frequent.has(byte));
  const codes = allBytes();
  singles.forEach((byte, place) => (codes[byte] = SINGLES[place]));
  rare.forEach((byte, place) => (codes[byte] = ESCAPES[Math.floor(place / ALPHABET.length)] + ALPHABET[place % ALPHABET.length]));
  return { text: Array.from(wasm, (byte) => codes[byte]).join(""), singles: Buffer.from(singles).toString("hex") };
}

function allBytes() {
  return [...Array(256).keys()];
}

function bytesByFrequency(bytes) {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] += 1;
  return allBytes().sort((a, b) => counts[b] - counts[a]);
}
