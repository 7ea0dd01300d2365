//! What this package throws. A verdict is never among it.

/**
 * `wasmUnavailable` is an `Error`, the host's refusal, with the host's own error as its `cause`. The others are a
 * `TypeError`, a mistake of the caller.
 */
export type ErrorCode = "notJson" | "schemaInvalid" | "optionInvalid" | "notInitialized" | "wasmUnavailable";

/** A mistake of the caller. */
export function misuse(code: ErrorCode, message: string, more?: object): TypeError {
  return Object.assign(new TypeError(message), { code, ...more });
}

/** The host's refusal to run WebAssembly. */
export function unavailable(cause: unknown): Error {
  const code: ErrorCode = "wasmUnavailable";
  return Object.assign(new Error("WebAssembly cannot be used here", { cause }), { code });
}
