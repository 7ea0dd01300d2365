// Our Worker on KV in memory.

import { wasmBytes } from "./wasm_memory.mjs";
import Worker, { Collection as CollectionObject, RegistryObject as Registry } from "./main.js";
import { control, onMemory } from "./memory_kv.mjs";

export default class extends Worker {
  constructor(context, env) {
    super(context, onMemory(env));
  }

  async fetch(request) {
    return control(request.url, wasmBytes) ?? super.fetch(request);
  }
}

export class Collection extends CollectionObject {
  constructor(state, env) {
    super(state, onMemory(env));
  }
}

export class RegistryObject extends Registry {
  constructor(state, env) {
    super(state, onMemory(env));
  }
}
