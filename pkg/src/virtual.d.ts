//! Modules that the build makes (scripts/lib/package.mjs).

/** The binding of the core that takes any schema: what wasm-bindgen generates for src/npm, in a function. */
declare module "#core" {
  /** Where a text is written for the core. */
  export interface TextBuffer {
    /** The address of a buffer of so many bytes in the core's memory, good until the next call of anything. */
    reserve(lengthBytes: number): number;
  }
  /** Judges what was written into a buffer; the answer is a report, see report.ts. */
  export interface Judge extends TextBuffer {
    /** How many relationships there are in what `TextEncoder.encodeInto` wrote, if the report says no more; else 0. */
    countText?(lengthBytes: number): number;
    /** Judges what `TextEncoder.encodeInto` wrote; at most `maxIssues` issues. */
    validateText(lengthBytes: number, maxIssues: number): string;
  }
  export interface BodyJudge extends Judge {
    countText(lengthBytes: number): number;
    /** The same for whatever bytes there are. */
    countBytes(lengthBytes: number): number;
    /** Judges whatever bytes there are. */
    validateBytes(lengthBytes: number, maxIssues: number): string;
    /** The names of the types: JSON, a list. */
    typeNames(): string;
  }
  export interface CoreCatalog extends BodyJudge {
    /** Empty, or what is wrong with the type, see schema_text.ts. */
    add(schemaText: string): string;
  }
  export interface CoreSchema extends Judge {
    /** Empty, or why there is no schema, see schema_text.ts. */
    fault(): string;
  }
  export interface CsvReader extends TextBuffer {
    /** Reads what `TextEncoder.encodeInto` wrote: JSON, a `CsvTable`. */
    parse(lengthBytes: number): string;
  }
  export interface Core {
    initSync(source: { module: WebAssembly.Module }): { memory: WebAssembly.Memory };
    Catalog: new (withBuiltIn: boolean) => CoreCatalog;
    Csv: new () => CsvReader;
    Schema: new (schemaText: string, documentsText: string) => CoreSchema;
  }
  /** A core of its own each time; nothing else of it may be used before `initSync`. */
  export function newCore(): Core;
}

/** The core's wasm as text, see load/inline.ts. */
declare module "#core-text" {
  export const SINGLES: string;
  export const TEXT: string;
}

/** The binding of the core of the built-in types: what wasm-bindgen generates for src/npm-built-in, likewise. */
declare module "#built-in-core" {
  import type { BodyJudge } from "#core";
  export interface BuiltInCore {
    initSync(source: { module: WebAssembly.Module }): { memory: WebAssembly.Memory };
    BuiltIn: new () => BodyJudge;
  }
  export function newBuiltInCore(): BuiltInCore;
}

/** Its wasm as text, see built_in/small_core.ts. */
declare module "#built-in-core-text" {
  export const SINGLES: string;
  export const TEXT: string;
}

/** The endpoint's binding: what wasm-bindgen generates for src/npm-endpoint, in a function likewise. */
declare module "#endpoint" {
  export interface InMemory {
    fetch(request: Request): Promise<Response>;
    /** JSON: an object of texts. */
    snapshot(): string;
  }
  export interface EndpointCore {
    initSync(source: { module: WebAssembly.Module }): unknown;
    /** @throws a string, JSON */
    Endpoint: new (config: object, schemas: string[]) => InMemory;
  }
  export function newEndpointCore(): EndpointCore;
}

/** The endpoint's wasm as text, see load/endpoint_inline.ts. */
declare module "#endpoint-text" {
  export const SINGLES: string;
  export const TEXT: string;
}

/** Where the bundler of a Worker puts a compiled module. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
