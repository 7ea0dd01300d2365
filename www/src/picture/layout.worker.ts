//! The worker that arranges a picture, so that the page stays alive meanwhile.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { arrange, type Spread, type Wish } from "./arrange.ts";
import type { Point } from "./point.ts";

cytoscape.use(fcose);

/** fCoSE asks for random numbers. These are the same each time, so that a file always gives the same picture. */
let state = 1;
Math.random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};

self.onmessage = ({ data }: MessageEvent<Wish>) => self.postMessage(arrange(data, spread));

function spread({ diameters, ends }: Wish): ReturnType<Spread> {
  const cy = cytoscape({
    headless: true,
    styleEnabled: true,
    style: [{ selector: "node", style: { width: "data(diameter)", height: "data(diameter)" } }],
    elements: {
      nodes: diameters.map((diameter, index) => ({ data: { id: `n${index}`, diameter } })),
      edges: ends.map(([source, target]) => ({ data: { source: `n${source}`, target: `n${target}` } })),
    },
  });
  const degrees = new Map(cy.nodes().map((node) => [node.id(), node.degree(false)]));
  const busier = (edge: cytoscape.EdgeSingular) => Math.max(degrees.get(edge.source().id())!, degrees.get(edge.target().id())!);
  cy.layout({
    name: "fcose",
    quality: "default",
    animate: false,
    fit: false,
    packComponents: false,
    // Many relationships want room around.
    idealEdgeLength: (edge: cytoscape.EdgeSingular) => 60 + 20 * Math.sqrt(busier(edge)),
    nodeRepulsion: () => 30_000,
    gravity: 0.1,
  } as cytoscape.LayoutOptions).run();
  const places: Point[] = diameters.map((_, index) => ({ ...cy.getElementById(`n${index}`).position() }));
  cy.destroy();
  return places;
}
