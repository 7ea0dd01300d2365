//! The picture as a file: PNG by cytoscape, SVG of our own.

import type cytoscape from "cytoscape";
import type { Drawing } from "./drawing.ts";
import type { Edge } from "./edge.ts";
import type { Graph } from "./graph.ts";
import { CLASS_STYLES, LINE_COLOURS, verbStyles } from "./palette.ts";
import type { Theme } from "./style.ts";
import { type SvgEdge, type SvgLegendRow, type SvgNode, svgText } from "./svg.ts";

/** The longest side of a PNG, in pixels. Browsers refuse canvases that are much larger. */
const MAX_PNG_SIDE = 8000;
const PNG_SCALE = 2;

/** All that is shown, also beyond what is in view, at twice its size if that is not too large. */
export async function pngOf(drawing: Drawing, { surface }: Theme): Promise<Blob> {
  const { w, h } = drawing.cy.elements(":visible").boundingBox({});
  const scale = Math.min(PNG_SCALE, MAX_PNG_SIDE / Math.max(w, h));
  drawing.label({ zoom: scale / PNG_SCALE });
  // cytoscape measures new labels when it next draws; the one that is waiting now may have begun before.
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  const png = drawing.cy.png({ output: "blob-promise", full: true, scale, bg: surface });
  drawing.label();
  return png;
}

/** All that is shown, with a legend. */
export function svgOf(drawing: Drawing, graph: Graph, { scheme, surface, text }: Theme, title: string): string {
  drawing.label({ zoom: 1 });
  const verbs = verbStyles(graph.verbs.keys());
  const lineOf = (verb: string) => ({ colour: LINE_COLOURS[verbs.get(verb)!.colour]![scheme], dash: verbs.get(verb)!.dash });
  const edges = new Map(graph.edges.map((edge) => [edge.key, edge]));
  const shown: Edge[] = [];

  const svgEdges = drawing.cy.edges(":visible").map((element): SvgEdge => {
    const edge = edges.get(element.data("key"))!;
    shown.push(edge);
    const bends = (element.controlPoints() as cytoscape.Position[] | undefined) ?? [];
    return { name: edge.name, points: [element.sourceEndpoint(), ...bends, element.targetEndpoint()], ...lineOf(edge.verb) };
  });
  const svgNodes = drawing.cy.nodes(":visible").map((node): SvgNode => {
    const { shape, colour } = CLASS_STYLES[graph.entities.get(node.data("entity"))!.className];
    const label = node.hasClass("labelled") ? node.data("label") : undefined;
    return { ...node.position(), id: node.data("entity"), diameter: node.data("diameter"), shape, colour: colour[scheme], label };
  });
  drawing.label();

  const classes = new Set(drawing.cy.nodes(":visible").map((node) => graph.entities.get(node.data("entity"))!.className));
  const verbsShown = new Set(shown.map((edge) => edge.verb));
  const legend: SvgLegendRow[] = [
    ...[...graph.classes.keys()]
      .filter((name) => classes.has(name))
      .map((name) => ({ text: name, shape: CLASS_STYLES[name].shape, colour: CLASS_STYLES[name].colour[scheme] })),
    ...[...graph.verbs.keys()].filter((verb) => verbsShown.has(verb)).map((verb) => ({ text: verb, ...lineOf(verb) })),
  ];
  return svgText({ title, surface, text, nodes: svgNodes, edges: svgEdges, legend });
}
