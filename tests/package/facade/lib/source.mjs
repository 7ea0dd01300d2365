//! Modules of pkg/src, bundled and imported, with what the build puts into them replaced.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { ROOT } from "../../../../scripts/lib/places.mjs";

/** Modules that are not bundled, so that tests and facade have the same one. */
const FAKE_CORE = new URL("fake_core.mjs", import.meta.url);
const FAKES = {
  "#built-in-core": FAKE_CORE,
  "#built-in-core-text": FAKE_CORE,
  "#core": FAKE_CORE,
  "#load": new URL("fake_load.mjs", import.meta.url),
};

/**
 * A new instance of a module below pkg/src, and of all that it imports but the fakes.
 *
 * @param {string} source
 * @param {string} [builtIn] what `#built-in` is, below pkg/src/built_in
 */
export async function importSource(source, builtIn = "small_core.ts") {
  const folder = await mkdtemp(join(tmpdir(), "facade-test-"));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      entryPoints: [join(ROOT, "pkg/src", source)],
      outfile,
      bundle: true,
      format: "esm",
      target: "es2022",
      legalComments: "none",
      plugins: [{ name: "fakes", setup: (build) => useFakes(build, join(ROOT, "pkg/src/built_in", builtIn)) }],
    });
    return await import(pathToFileURL(outfile));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function useFakes(build, builtIn) {
  build.onResolve({ filter: /^#/ }, ({ path }) => {
    return path === "#built-in" ? { path: builtIn } : { path: FAKES[path].href, external: true };
  });
}
