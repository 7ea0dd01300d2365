// benches/package.mjs in a page of headless Chromium. `npm run -s bench` builds the bundle and runs this.

import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, stdout } from "node:process";

import { serveFolder, startChromium, withoutChromium } from "../tests/package/lib/chromium.mjs";
import { printTables } from "./package_tables.mjs";
import { bodies } from "./rows.mjs";

const [, , bundle, core] = argv;

if (withoutChromium) stdout.write(`not measured in Chromium: ${withoutChromium}\n`);
else await measureInPage();

async function measureInPage() {
  const { name, batches } = await bodies();
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  await writeFile(join(folder, "index.html"), "<!doctype html>");
  await cp(bundle, join(folder, "package.mjs"));
  const server = await serveFolder(folder);
  const { context, stop } = await startChromium();
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/`);
    const texts = batches.map((bytes) => new TextDecoder().decode(bytes));
    const schemas = JSON.parse(createRequire(import.meta.url)(core).schemas());
    const results = await page.evaluate(
      async ([texts, schemas]) => {
        const { measure } = await import("/package.mjs");
        return measure(texts, schemas);
      },
      [texts, schemas],
    );
    printTables(stdout, `Chromium ${context.browser()?.version() ?? ""}, ${name}`, results);
  } finally {
    await stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
}
