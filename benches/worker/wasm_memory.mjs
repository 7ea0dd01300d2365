// The memory of our WebAssembly, which its glue keeps to itself. To be imported before that.

let memory;
const { Instance } = WebAssembly;

WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    ({ memory } = this.exports);
  }
};

/** How large it has become; it never shrinks. */
export function wasmBytes() {
  return memory?.buffer.byteLength;
}
