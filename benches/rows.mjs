// The rows that benches measure: those of real buildings where they are at hand, else made ones of
// the same shape and sizes.

import { readFile } from "node:fs/promises";

const BATCH = 100;
const DATA = new URL("../../shared/data/", import.meta.url);

/** Bodies of 100 rows each, as bytes, and where they are from. */
export async function bodies() {
  const files = ["rice.ndjson", "soda.ndjson"].map((file) => readFile(new URL(file, DATA), "utf8"));
  const texts = await Promise.all(files).catch(() => null);
  const rows = texts === null ? madeRows() : texts.flatMap((text) => text.trimEnd().split("\n"));
  const batches = [];
  for (let at = 0; at + BATCH <= rows.length; at += BATCH) {
    batches.push(new TextEncoder().encode(`[${rows.slice(at, at + BATCH).join(",")}]`));
  }
  return { name: texts === null ? "made rows" : "real rows: rice, soda", batches };
}

/** As long as the real ones in the median (some 235 bytes). */
function madeRows() {
  return Array.from({ length: 2000 }, (_, n) => {
    const [source, destination] = [`RTU_${n % 40}.supply_fan`, `RTU_${n % 40}.supply_fan.zone_temperature_${n}`];
    return JSON.stringify({
      id: `${source}-hasPoint-${destination}`,
      relationshipName: `${source} hasPoint ${destination}`,
      relationshipType: "BRICK_0_4__hasPoint_Equipment_Point",
      sourceEntityId: source,
      destinationEntityId: destination,
    });
  });
}
