// In a page of headless Chromium.

import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { serveFolder, startChromium, withoutChromium } from "../../tests/package/lib/chromium.mjs";
import { CALLS } from "./calls.mjs";

export async function measureInChromium({ bundle, texts, schemas }) {
  if (withoutChromium) {
    console.log(`  not measured in Chromium: ${withoutChromium}`);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  await writeFile(join(folder, "index.html"), "<!doctype html>");
  await cp(bundle, join(folder, "contenders.mjs"));
  const server = await serveFolder(folder);
  const { context, stop } = await startChromium();
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/`);
    const results = await page.evaluate(
      async ([texts, schemas, calls]) => {
        const { compete, compileAjv, makeContenders } = await import("/contenders.mjs");
        const contenders = makeContenders(texts, compileAjv(schemas));
        return Object.fromEntries(Object.entries(calls).map(([kind, count]) => [kind, compete(contenders[kind], count)]));
      },
      [texts, schemas, CALLS],
    );
    return { place: `Chromium ${context.browser()?.version() ?? ""}`, results };
  } finally {
    await stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
}
