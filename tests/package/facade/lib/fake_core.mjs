//! In place of wasm-bindgen's glue: cores that say what a test wants, and tell what they were asked.

import { wasmText } from "../../../../scripts/lib/wasm-text.mjs";

/** What a test sets and reads. */
export const fake = {};

/** As it is before each test. */
export function resetFake() {
  Object.assign(fake, {
    /** Every call but `reserve`, `[name, ...arguments]`; of a body its text. */
    calls: [],
    /** The report on a body: an object, or a function of the text and the limit. */
    report: { count: 1, issues: [] },
    /** How many relationships there are to a core that need not report; 0 has it report. */
    count: 0,
    /** What a CSV text says. */
    table: { columns: [], relationships: [], issues: [] },
    /** How many cores were started. */
    starts: 0,
    /** What `initSync` throws, if anything. */
    startError: undefined,
  });
}

resetFake();

/** In place of `#built-in-core`. */
export function newBuiltInCore() {
  const core = startable();
  return { ...core, BuiltIn: judgeClass(core, "BuiltIn") };
}

/** In place of `#core`. */
export function newCore() {
  const core = startable();
  return {
    ...core,
    Catalog: class extends judgeClass(core, "Catalog") {
      add(text) {
        fake.calls.push(["add", text]);
        return faultOf(text);
      }
    },
    Csv: class extends bufferClass(core, "Csv") {
      parse(length) {
        fake.calls.push(["parse", this.read(length)]);
        return JSON.stringify(fake.table);
      }
    },
    Schema: class extends judgeClass(core, "Schema") {
      fault() {
        return faultOf(this.args[0]);
      }
    },
  };
}

/** In place of `#built-in-core-text`: the smallest wasm. */
export const { text: TEXT, singles: SINGLES } = wasmText(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

/** What all cores have; the memory grows when it is reserved, as a real one may. */
function startable() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return {
    memory,
    initSync() {
      if (fake.startError) throw fake.startError;
      fake.starts += 1;
      return { memory };
    },
  };
}

/** What texts are written into. */
function bufferClass({ memory }, name) {
  return class {
    constructor(...args) {
      this.args = args;
      fake.calls.push([name, ...args]);
    }

    reserve(length) {
      this.address = memory.grow(Math.ceil(length / 65536)) * 65536;
      return this.address;
    }

    read(length) {
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(memory.buffer, this.address, length));
    }
  };
}

function judgeClass(core, name) {
  return class extends bufferClass(core, name) {
    validateText(length, limit) {
      return this.#answer("validateText", length, limit);
    }

    validateBytes(length, limit) {
      return this.#answer("validateBytes", length, limit);
    }

    countText(length) {
      return this.#count("countText", length);
    }

    countBytes(length) {
      return this.#count("countBytes", length);
    }

    typeNames() {
      return JSON.stringify(["a", "b"]);
    }

    /** Noted where it is the answer. */
    #count(method, length) {
      if (fake.count > 0) fake.calls.push([method, this.read(length)]);
      return fake.count;
    }

    #answer(method, length, limit) {
      const text = this.read(length);
      fake.calls.push([method, text, limit]);
      return JSON.stringify(typeof fake.report === "function" ? fake.report(text, limit) : fake.report);
    }
  };
}

/** As the core refuses a schema. */
function faultOf(text) {
  return text.includes('"bad"') ? JSON.stringify({ code: "schemaInvalid", location: "#/type", reason: "must be a type" }) : "";
}
