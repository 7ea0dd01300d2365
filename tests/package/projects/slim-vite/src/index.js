import { explain, init, validateText } from "er-relationships/slim";
import core from "er-relationships/core.wasm?url";

WebAssembly.compileStreaming(fetch(core)).then((module) => {
  init(module);
  document.querySelector("output").value = JSON.stringify(validateText("[]").issues.map((issue) => explain(issue)));
});
