//! A core of wasm: started by the first call that needs it, and anew after one that broke it.

import { unavailable } from "./errors.js";

/** What wasm-bindgen generates, as far as every core has it. */
export interface Glue {
  initSync(source: { module: WebAssembly.Module }): { memory: WebAssembly.Memory };
}

/** Hands what a core holds to a function, with the core's memory. */
export type Held<T> = <R>(use: (held: T, memory: WebAssembly.Memory) => R) => R;

/** A core that runs when it is needed. */
export interface LazyCore<G> {
  /** Starts the core, if it does not run, without blocking. */
  start(): Promise<void>;
  /** Something that lives in the core. `make` makes it when it is first used, and again in a new core. */
  hold<T>(make: (glue: G) => T): Held<T>;
}

/**
 * Makes a core that does not run yet.
 *
 * @param newGlue a core of its own each time
 * @param moduleNow its module at once
 * @param moduleSoon its module without blocking
 */
export function lazyCore<G extends Glue>(
  newGlue: () => G,
  moduleNow: () => WebAssembly.Module,
  moduleSoon: () => Promise<WebAssembly.Module>,
): LazyCore<G> {
  let running: { glue: G; memory: WebAssembly.Memory } | undefined;

  const start = (module: WebAssembly.Module) => {
    const glue = newGlue();
    return { glue, memory: glue.initSync({ module }).memory };
  };

  const run = () => {
    try {
      return (running ??= start(moduleNow()));
    } catch (error) {
      throw asUnavailable(error);
    }
  };

  return {
    async start() {
      try {
        const started = running ?? start(await moduleSoon());
        running ??= started;
      } catch (error) {
        throw asUnavailable(error);
      }
    },

    hold(make) {
      let owner: unknown;
      let held: ReturnType<typeof make>;
      return (use) => {
        const core = run();
        try {
          if (owner !== core) {
            held = make(core.glue);
            owner = core;
          }
          return use(held, core.memory);
        } catch (error) {
          // The core does not throw. It ran out of stack or memory, and may have stopped anywhere.
          running = undefined;
          throw error;
        }
      };
    },
  };
}

/** What keeps a core from starting; a mistake of the caller stays one. */
function asUnavailable(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code === "notInitialized" ? error : unavailable(error);
}
