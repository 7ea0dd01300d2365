//! The pages with the forms, bundled against the packed package.

import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../../scripts/lib/command.mjs";
import { ROOT } from "../../../../scripts/lib/places.mjs";
import { makeProject } from "../../lib/tarball.mjs";

/** The sources of the pages. */
export const PAGES = join(ROOT, "tests/package/forms/pages");

/**
 * Makes a folder to be served: NAME.html for each page of `titles`.
 *
 * @param {Record<string, string>} titles by the names of the pages
 * @returns {ReturnType<typeof makeProject>}
 */
export async function buildPages(titles) {
  const project = await makeProject();
  const template = await readFile(join(PAGES, "template.html"), "utf8");
  for (const [name, title] of Object.entries(titles)) {
    // A form without a library has a page of its own.
    const content = await readFile(join(PAGES, `${name}.html`), "utf8").catch(() => template);
    await writeFile(join(project.folder, `${name}.html`), content.replaceAll("{{name}}", name).replaceAll("{{title}}", title));
  }
  await copyFile(join(PAGES, "page.css"), join(project.folder, "page.css"));
  const entries = Object.keys(titles).map((name) => `${name}=${join(PAGES, name)}`);
  // The libraries are the project's own; of the package there is only what is unpacked.
  const environment = { NODE_PATH: join(project.folder, "node_modules") };
  const options = ["--bundle", "--splitting", "--format=esm", "--jsx=automatic", `--outdir=${project.folder}`];
  await run("esbuild", [...entries, ...options], environment);
  return project;
}
