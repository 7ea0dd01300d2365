//! The worker that reads and judges the rows of a file. It only connects: the core, the sheet, and the page's messages.

import coreUrl from "er-relationships/core.wasm?url";
import { createCatalog, init, parseCsv, validateText } from "er-relationships/slim";
import { pause } from "./pause.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { createSheet } from "./sheet.ts";

const sheet = start();

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  // A promise keeps the order of those who wait for it.
  sheet.then(({ take }) => take(data)).catch(fail);
});

async function start() {
  init(await WebAssembly.compileStreaming(fetch(coreUrl)));
  return createSheet({ validateText, createCatalog, parseCsv }, post, pause, fail);
}

function post(message: FromWorker): void {
  postMessage(message);
}

function fail(error: unknown): void {
  // By a setting there is no WebAssembly at all, by a policy of somebody between nothing compiles.
  const isDenied = typeof WebAssembly === "undefined" || error instanceof WebAssembly.CompileError;
  const { code } = isDenied ? { code: "wasmUnavailable" } : (Object(error) as { code?: unknown });
  post({ kind: "failed", code: typeof code === "string" ? code : undefined, message: String(error) });
}
