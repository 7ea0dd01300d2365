//! A process that runs the built Worker in workerd, until somebody kills it. Its parent says with which
//! options, and hears when it is ready.

import { createRequire } from "node:module";

// The one that wrangler brings.
const { convertV4MiniflareOptions, Miniflare } = createRequire(import.meta.resolve("wrangler"))("miniflare");

// A parent that is gone cannot end it any more.
process.on("disconnect", () => process.exit());

function handleStructuredLogs({ level, message }) {
  console.log(`${level}: ${message}`);
}

process.on("message", async ({ options, entries }) => {
  const server = new Miniflare(convertV4MiniflareOptions({ ...options, handleStructuredLogs }));
  await server.ready;
  const kv = await server.getKVNamespace("RELATIONSHIPS");
  for (const { key, value } of entries) await kv.put(key, value);
  process.send("ready");
});
