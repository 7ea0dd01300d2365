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
  "#core": FAKE_CORE,
  "#load": new URL("fake_load.mjs", import.meta.url),
};

/** A new instance of a module below pkg/src, and of all that it imports but the fakes. */
export async function importSource(source) {
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
      plugins: [{ name: "fakes", setup: useFakes }],
    });
    return await import(pathToFileURL(outfile));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function useFakes(build) {
  build.onResolve({ filter: /^#/ }, ({ path }) => {
    if (path === "#built-in") return { path: join(ROOT, "pkg/src/built_in/any_core.ts") };
    return { path: FAKES[path].href, external: true };
  });
}
