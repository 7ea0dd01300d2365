//! In place of wasm-bindgen's glue: a core that says what a test wants, and tells what it was asked.

/** What a test sets and reads. */
export const fake = {};

/** As it is before each test. */
export function resetFake() {
  Object.assign(fake, {
    /** Every call of a method, `[name, ...arguments]`. */
    calls: [],
    /** The report on a text: an object, or a function of the text and the limit. */
    report: { count: 1, issues: [] },
    /** How many cores were started. */
    starts: 0,
    /** What `initSync` throws, if anything. */
    startError: undefined,
  });
}

resetFake();

export function newCore() {
  return {
    initSync() {
      if (fake.startError) throw fake.startError;
      fake.starts += 1;
    },
    Catalog: class extends Judge {
      constructor(...args) {
        super();
        fake.calls.push(["Catalog", ...args]);
      }

      add(text) {
        fake.calls.push(["add", text]);
        refuseBad(text);
      }

      typeNames() {
        return JSON.stringify(["a", "b"]);
      }
    },
    Schema: class extends Judge {
      constructor(...args) {
        super();
        fake.calls.push(["Schema", ...args]);
        refuseBad(args[0]);
      }
    },
  };
}

class Judge {
  validateText(text, limit) {
    return answer("validateText", text, limit);
  }

  validateBytes(bytes, limit) {
    return answer("validateBytes", new TextDecoder().decode(bytes), limit);
  }
}

function answer(method, text, limit) {
  fake.calls.push([method, text, limit]);
  return JSON.stringify(typeof fake.report === "function" ? fake.report(text, limit) : fake.report);
}

/** As the core refuses a schema. */
function refuseBad(text) {
  if (text.includes('"bad"')) throw JSON.stringify({ code: "schemaInvalid", location: "#/type", reason: "must be a type" });
}
