//! The npm package's build: from three crates and the facade in pkg/src to pkg/dist.
//!
//!     crate ──cargo──> wasm ──wasm-bindgen──> glue, wasm ──wasm-opt──> smaller wasm ──> text
//!                                               └─────esbuild, with pkg/src, once for each entry─────┴──> dist/*.js
//!     pkg/src ──tsc──> dist/*.d.ts

import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "./command.mjs";
import { PACKAGE_BUILD, PACKAGE_DIST, ROOT, TOOLS } from "./places.mjs";
import { makeOnce } from "./stamp.mjs";
import { optimizeWasm } from "./wasm-opt.mjs";
import { wasmText } from "./wasm-text.mjs";

const TARGET = "wasm32-unknown-unknown";

/**
 * The crates. From each come the module `#NAME`, which exports the function `make` that gives `initSync` and the classes;
 * the module `#NAME-text`, the wasm as text; and NAME.wasm, in dist where the package has it as a file.
 */
const BINDINGS = [
  { name: "built-in-core", crate: "npm-built-in", profile: "npm-built-in", make: "newBuiltInCore", classes: ["BuiltIn"] },
  { name: "core", crate: "npm", profile: "npm", make: "newCore", classes: ["Catalog", "Csv", "Schema"], isFile: true },
  { name: "endpoint", crate: "npm-endpoint", profile: "npm", make: "newEndpointCore", classes: ["Endpoint"], isFile: true },
];

/** Files of dist: the source of each, and what its modules `#load` and `#built-in` are. */
const ENTRIES = [
  { out: "index.js", source: "index.ts", load: "inline.ts", builtIn: "small_core.ts" },
  { out: "index.workerd.js", source: "index.ts", load: "workerd.ts", builtIn: "any_core.ts" },
  { out: "slim.js", source: "slim.ts", load: "slim.ts", builtIn: "any_core.ts" },
  { out: "endpoint.js", source: "endpoint.ts", load: "endpoint_inline.ts" },
  { out: "endpoint.workerd.js", source: "endpoint.ts", load: "endpoint_workerd.ts" },
  { out: "client.js", source: "client.ts" },
];

/** Builds the package, if anything has changed. */
export async function buildPackage() {
  const folders = ["src", "pkg/src"];
  const files = ["pkg/tsconfig.json", "scripts/lib/package.mjs", "scripts/lib/wasm-opt.mjs", "scripts/lib/wasm-text.mjs"];
  await makeOnce(PACKAGE_DIST, { folders, files }, async () => {
    // Nothing of an earlier build may get into the package.
    await rm(PACKAGE_DIST, { recursive: true });
    await mkdir(PACKAGE_DIST);
    for (const binding of BINDINGS) await buildBinding(binding);
    for (const entry of ENTRIES) await bundle(entry);
    await declareTypes();
    await copyLicences();
  });
}

/** Makes what `BINDINGS` says. */
async function buildBinding({ name, crate, profile, make, classes, isFile }) {
  const folder = join(PACKAGE_BUILD, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const module = `er_relationships_${crate.replaceAll("-", "_")}`;
  await compile(`er-relationships-${crate}`, profile, folder);
  await run(join(TOOLS, "bin/wasm-bindgen"), [
    ...["--target", "web", "--omit-default-module-path", "--no-typescript"],
    ...["--out-dir", folder, join(folder, `${module}.wasm`)],
  ]);
  const wasm = join(isFile ? PACKAGE_DIST : folder, `${name}.wasm`);
  await optimizeWasm(join(folder, `${module}_bg.wasm`), wasm, ["-Oz", "--converge"]);
  await wrapGlue(folder, `./${module}.js`, make, ["initSync", ...classes]);
  const { text, singles } = wasmText(await readFile(wasm));
  await writeFile(join(folder, "text.js"), `export const SINGLES = "${singles}";\nexport const TEXT = "${text}";\n`);
}

/**
 * Compiles a crate with a standard library of its own: one optimised for size, and whose panics are a trap without a
 * message, as nobody could read it. Of 64 kB, behind brotli, that saves 11. Places in sources stay out, which would be
 * paths of this machine. All this is unstable in this compiler, hence RUSTC_BOOTSTRAP; that the compiler is pinned makes
 * it safe. Setting RUSTFLAGS overrides .cargo/config.toml, so its flag for vectors is repeated.
 */
async function compile(crate, profile, folder) {
  const flags = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size", "-Zunstable-options", "--artifact-dir", folder];
  await run("cargo", ["build", ...flags, "--profile", profile, "--package", crate, "--target", TARGET], {
    RUSTC_BOOTSTRAP: "1",
    RUSTFLAGS: "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Ctarget-feature=+simd128",
  });
}

/**
 * Puts wasm-bindgen's glue into a function. As a module it does things when it is loaded, and keeps one instance for good;
 * in a function it does them when the core is started, and each call is another core.
 */
async function wrapGlue(folder, glue, make, names) {
  const entry = join(folder, "entry.js");
  await writeFile(entry, `import { ${names.join(", ")} } from "${glue}";\ngive({ ${names.join(", ")} });\n`);
  await run("esbuild", [
    entry,
    "--bundle",
    "--format=iife",
    // Its objects never leave the facade, which has no use for `using`, and calls it as it wants to be called.
    "--define:Symbol.dispose=undefined",
    "--drop:console",
    `--banner:js=export function ${make}() {\nlet core;\nconst give = (made) => (core = made);`,
    "--footer:js=return core;\n}",
    `--outfile=${join(folder, "glue.js")}`,
  ]);
}

/** One file of dist/*.js; readable, for whoever looks into it. */
async function bundle({ out, source, load, builtIn }) {
  const modules = BINDINGS.flatMap(({ name }) => [
    `--alias:#${name}=${join(PACKAGE_BUILD, name, "glue.js")}`,
    `--alias:#${name}-text=${join(PACKAGE_BUILD, name, "text.js")}`,
  ]);
  await run("esbuild", [
    join("pkg/src", source),
    "--bundle",
    "--format=esm",
    "--target=es2022",
    "--legal-comments=none",
    ...modules,
    ...(load ? [`--alias:#load=${join(ROOT, "pkg/src/load", load)}`] : []),
    ...(builtIn ? [`--alias:#built-in=${join(ROOT, "pkg/src/built_in", builtIn)}`] : []),
    "--external:*.wasm",
    `--outfile=${join(PACKAGE_DIST, out)}`,
  ]);
}

/** npm packs what lies in the package's folder, and these texts belong to the whole project. */
async function copyLicences() {
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) await copyFile(join(ROOT, name), join(dirname(PACKAGE_DIST), name));
}

/** dist/*.d.ts: of the entries, and of what they are made of, but of nothing else that there is in pkg/src. */
async function declareTypes() {
  await run("tsc", ["--project", "pkg"]);
  const isPublic = new Set();
  const visit = async (file) => {
    if (isPublic.has(file)) return;
    isPublic.add(file);
    const text = await readFile(file, "utf8");
    for (const [, path] of text.matchAll(/(?:from |import\()"(\..+?)\.js"/g)) await visit(join(dirname(file), `${path}.d.ts`));
  };
  for (const { source } of ENTRIES) await visit(join(PACKAGE_DIST, source.replace(".ts", ".d.ts")));
  for (const entry of await readdir(PACKAGE_DIST, { recursive: true })) {
    const file = join(PACKAGE_DIST, entry);
    if (file.endsWith(".d.ts") && !isPublic.has(file)) await rm(file);
  }
}
