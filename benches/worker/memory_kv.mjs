// Workers KV in an isolate's memory, as far as both Workers call it. The local simulator's takes 14 to
// 95 ms a request, which would drown what is measured.

/** The access of the token's subject to the collection that is posted to. */
const COLLECTION = ["c:bench", JSON.stringify({ access: { "dev-user": "owner" } })];

const entries = new Map([COLLECTION]);
let counts = { bulkReads: 0, reads: 0, writes: 0 };

const memoryKv = {
  async get(key, options) {
    const isJson = typeof options === "object" && options.type === "json";
    const read = (name) => {
      const text = entries.get(name);
      if (text === undefined) return null;
      return isJson ? JSON.parse(text) : text;
    };
    if (!Array.isArray(key)) {
      counts.reads += 1;
      return read(key);
    }
    counts.bulkReads += 1;
    return new Map(key.map((name) => [name, read(name)]));
  },
  async put(key, value) {
    counts.writes += 1;
    entries.set(key, value);
  },
  async delete(key) {
    entries.delete(key);
  },
  /** Types and collections of one's own, of which there are none. */
  async list() {
    return { keys: [], list_complete: true };
  },
};

let bound;

/** The Worker's `env` with this KV; made once, since a Worker is handed the same one with each request. */
export function onMemory(env) {
  bound ??= { ...env, RELATIONSHIPS: memoryKv };
  return bound;
}

/** What a bench asks of it, at paths that are neither Worker's. Every request comes by here: no URL is parsed. */
export function control(url, wasmBytes) {
  if (!url.includes("/bench/")) return undefined;
  if (url.endsWith("/clear")) {
    entries.clear();
    entries.set(...COLLECTION);
    counts = { bulkReads: 0, reads: 0, writes: 0 };
  }
  return Response.json({ ...counts, wasmBytes: wasmBytes?.() });
}
