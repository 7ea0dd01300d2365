//! Asks a worker where the entities of a graph shall stand.

import type { Wish } from "./arrange.ts";
import type { Graph } from "./graph.ts";
import { diameter } from "./palette.ts";
import type { Point } from "./point.ts";

/** The places of all entities; `undefined` if it was cancelled. */
export function arrangeGraph({ entities, edges }: Graph, signal: AbortSignal): Promise<Map<string, Point> | undefined> {
  const ids = [...entities.keys()];
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const wish: Wish = {
    diameters: [...entities.values()].map(({ outgoing, incoming }) => diameter(outgoing.length + incoming.length)),
    ends: edges.map((edge) => [numbers.get(edge.source)!, numbers.get(edge.destination)!]),
  };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    const end = () => {
      worker.terminate();
      signal.removeEventListener("abort", cancel);
    };
    const cancel = () => {
      end();
      resolve(undefined);
    };
    signal.addEventListener("abort", cancel);
    worker.onmessage = ({ data }: MessageEvent<Point[]>) => {
      end();
      resolve(new Map(data.map((place, number) => [ids[number]!, place])));
    };
    worker.onerror = () => {
      end();
      reject(new Error("the worker that arranges the picture failed"));
    };
    worker.postMessage(wish);
  });
}
