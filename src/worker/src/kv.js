//! Many keys and values of KV in one crossing from WebAssembly and back, as lines of a text: a crossing for each would cost
//! more than what KV does with it. No key of ours has a line feed, and no value.

const ENCODER = new TextEncoder();

/** The line of a key that has no value. What is stored and empty, as no value of ours is, becomes a space. */
const lineOf = (value) => (value === null || value === undefined ? "" : value || " ");

/**
 * The values of some keys, by one bulk read, a line each; as UTF-8, since wasm-bindgen takes a string letter by letter.
 *
 * @param {KVNamespace} namespace
 * @param {string} keys lines
 */
export async function getLines(namespace, keys) {
  const names = keys.split("\n");
  const found = await namespace.get(names, { type: "text" });
  return ENCODER.encode(names.map((name) => lineOf(found.get(name))).join("\n"));
}

/**
 * Stores values. Of each there is a line: empty, or why it was not stored.
 *
 * @param {KVNamespace} namespace
 * @param {string} entries lines, a key and its value in turn
 */
export async function putLines(namespace, entries) {
  const lines = entries.split("\n");
  const puts = [];
  for (let at = 0; at < lines.length; at += 2) puts.push(put(namespace, lines[at], lines[at + 1]));
  return (await Promise.all(puts)).join("\n");
}

async function put(namespace, key, value) {
  try {
    await namespace.put(key, value);
    return "";
  } catch (error) {
    return `KV: ${error}`.replaceAll("\n", " ");
  }
}
