//! The stylesheet of the drawing. Selectors name classes of our own only, never an id or a verb that somebody typed.

import type { StylesheetJson } from "cytoscape";
import { CLASSES } from "./graph.ts";
import { CLASS_STYLES, DASH_LENGTHS, LINE_COLOURS, type Scheme } from "./palette.ts";

/** The colours that the drawing takes over from the page. */
export interface Theme {
  scheme: Scheme;
  surface: string;
  text: string;
  fontFamily: string;
}

export function stylesheet({ scheme, surface, text, fontFamily }: Theme): StylesheetJson {
  return [
    {
      selector: "node",
      style: { width: "data(diameter)", height: "data(diameter)", "border-width": 1, "border-color": surface },
    },
    ...CLASSES.map((name) => ({
      selector: `.${name}`,
      style: { shape: CLASS_STYLES[name].shape, "background-color": CLASS_STYLES[name].colour[scheme] },
    })),
    {
      selector: ".labelled",
      style: {
        label: "data(label)",
        "font-family": fontFamily,
        // Set with the zoom, so that labels are as large at every zoom.
        "font-size": "data(fontSize)",
        color: text,
        "text-valign": "bottom",
        "text-margin-y": 2,
        "text-outline-color": surface,
        "text-outline-width": "data(outline)",
        "z-index": 10,
      },
    },
    {
      selector: "edge",
      style: { width: 1.5, "curve-style": "straight", "target-arrow-shape": "triangle", "arrow-scale": 0.8 },
    },
    // What has the same ends must not lie on top of each other; a loop has to bend, too. Straight is quicker.
    { selector: ".bent", style: { "curve-style": "bezier", "control-point-step-size": 28 } },
    ...LINE_COLOURS.map((colour, index) => ({
      selector: `.colour${index}`,
      style: { "line-color": colour[scheme], "target-arrow-color": colour[scheme] },
    })),
    { selector: ".dashed", style: { "line-style": "dashed", "line-dash-pattern": [...DASH_LENGTHS.dashed] } },
    { selector: ".dotted", style: { "line-style": "dashed", "line-dash-pattern": [...DASH_LENGTHS.dotted] } },
    { selector: ".faded", style: { opacity: 0.12 } },
    { selector: "node.focused", style: { "border-width": 3, "border-color": text, "font-weight": "bold", "z-index": 20 } },
    { selector: "edge.chosen", style: { width: 4, "z-index": 5, "arrow-scale": 1.2 } },
    { selector: ".hidden", style: { display: "none" } },
  ] as StylesheetJson;
}
