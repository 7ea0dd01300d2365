//! The build of the page: www/src to build/assets, beside what stands in www/public.

import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2022",
    // The policy of _headers lets no data: URL be fetched, nor a script stand in the page.
    assetsInlineLimit: 0,
    // What the licences of the libraries ask for: their notices go with the files.
    license: { fileName: "licences.md" },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: "es" },
});
