// What a POST of 100 asks of KV, counted.

import { table } from "../lib/tables.mjs";
import { newClient, startContender } from "./servers.mjs";

/** @param {import("../run.mjs").Materials} materials */
export async function measureOperations({ bodies, rival }) {
  const rows = JSON.parse(Buffer.from(bodies[0]).toString());
  const oneChanged = JSON.stringify(rows.map((row, n) => (n === 0 ? { ...row, customData: { changed: true } } : row)));
  const client = await newClient();
  const lines = [];
  try {
    for (const name of ["rival", "ours"]) {
      const server = await startContender(name, rival);
      await client.post(server, bodies[1]);
      await client.clear(server);
      let before = await client.counts(server);
      for (const [kind, body] of [["creation", bodies[0]], ["unchanged", bodies[0]], ["one of them changed", oneChanged]]) {
        await client.post(server, body);
        const after = await client.counts(server);
        lines.push([kind, name, ...["bulkReads", "reads", "writes"].map((count) => String(after[count] - before[count]))]);
        before = after;
      }
      await server.stop();
    }
  } finally {
    client.close();
  }
  const ours = lines.filter(([, name]) => name === "ours").map((line) => line.slice(2).join("/"));
  const isLeast = ours.join(" ") === "1/0/100 1/0/0 1/0/1";
  return {
    tables: { operations: table(["POST of 100", "", "bulk reads", "single reads", "writes"], lines) },
    summary: [["KV operations of a POST of 100: creation, unchanged, one changed", ours.join(", "), "", "1/0/100, 1/0/0, 1/0/1", isLeast ? "yes" : "no"]],
  };
}
