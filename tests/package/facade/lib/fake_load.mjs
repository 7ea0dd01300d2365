//! In place of pkg/src/load: no wasm at all.

export const moduleNow = () => ({});
export const moduleSoon = async () => ({});
