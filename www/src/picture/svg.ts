//! The picture as an SVG file that needs nothing else.

import { corners, DASH_LENGTHS, type Dash, type Shape } from "./palette.ts";
import type { Point } from "./point.ts";

export interface SvgNode extends Point {
  id: string;
  diameter: number;
  shape: Shape;
  colour: string;
  /** What stands under it, if there is room. */
  label?: string | undefined;
}

export interface SvgEdge {
  name: string;
  /** Its two ends, and between them what bends it. */
  points: Point[];
  colour: string;
  dash: Dash;
}

/** A line of the legend. */
export type SvgLegendRow = { text: string; colour: string } & ({ shape: Shape } | { dash: Dash });

export interface SvgPicture {
  title: string;
  surface: string;
  text: string;
  nodes: readonly SvgNode[];
  edges: readonly SvgEdge[];
  legend: readonly SvgLegendRow[];
}

const MARGIN = 60;

export function svgText({ title, surface, text, nodes, edges, legend }: SvgPicture): string {
  const points = [...nodes, ...edges.flatMap((edge) => edge.points)];
  const least = (of: (point: Point) => number) => points.reduce((found, point) => Math.min(found, of(point)), Infinity);
  const most = (of: (point: Point) => number) => points.reduce((found, point) => Math.max(found, of(point)), -Infinity);
  const [left, top] = points.length ? [least((p) => p.x) - MARGIN, least((p) => p.y) - MARGIN] : [0, 0];
  const [right, bottom] = points.length ? [most((p) => p.x) + MARGIN, most((p) => p.y) + MARGIN] : [0, 0];
  const width = Math.max(right - left, 400);
  // The legend stays readable when a large picture is looked at as a whole.
  const scale = Math.max(1, width / 1400);
  const height = bottom - top + (legend.length * 20 + 20) * scale;
  const colours = [...new Set(edges.map((edge) => edge.colour))];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${numbers(left, top, width, height)}" width="${round(width)}" height="${round(height)}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" fill="${escaped(surface)}"/>`,
    `<defs>${colours.map(marker).join("")}</defs>`,
    `<g fill="none" stroke-width="1.5">`,
    ...edges.map((edge) => line(edge, colours.indexOf(edge.colour))),
    `</g>`,
    `<g stroke="${escaped(surface)}">`,
    ...nodes.map((node) => `<g>${shape(node.shape, node, node.diameter / 2, node.colour)}<title>${escaped(node.id)}</title></g>`),
    `</g>`,
    `<g font-family="system-ui, sans-serif" font-size="12" text-anchor="middle" fill="${escaped(text)}" stroke="${escaped(surface)}" stroke-width="3" paint-order="stroke">`,
    ...nodes.flatMap(({ x, y, diameter, label }) =>
      label === undefined ? [] : [`<text x="${round(x)}" y="${round(y + diameter / 2 + 13)}">${escaped(label)}</text>`],
    ),
    `</g>`,
    `<g transform="translate(${numbers(left + 20 * scale, bottom)}) scale(${round(scale)})" font-family="system-ui, sans-serif" font-size="13" fill="${escaped(text)}">`,
    ...legend.map(legendRow),
    `</g>`,
    `</svg>`,
  ].join("\n");
}

function marker(colour: string, index: number): string {
  return `<marker id="arrow${index}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0L8 4L0 8Z" fill="${escaped(colour)}"/></marker>`;
}

function line({ name, points, colour, dash }: SvgEdge, arrow: number): string {
  const stroke = `stroke="${escaped(colour)}"${dashes(dash)} marker-end="url(#arrow${arrow})"`;
  return `<path d="${path(points)}" ${stroke}><title>${escaped(name)}</title></path>`;
}

/** Between two points that bend a line it passes through their middle, as cytoscape draws it. */
function path(points: readonly Point[]): string {
  const [start, ...rest] = points;
  const end = rest.pop();
  if (!start || !end) return "";
  const bends = rest.map((bend, index) => {
    const next = rest[index + 1];
    const to = next ? { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 } : end;
    return `Q${numbers(bend.x, bend.y, to.x, to.y)}`;
  });
  return `M${numbers(start.x, start.y)}${bends.length ? bends.join("") : `L${numbers(end.x, end.y)}`}`;
}

function dashes(dash: Dash): string {
  return dash === "solid" ? "" : ` stroke-dasharray="${DASH_LENGTHS[dash].join(" ")}"`;
}

function shape(kind: Shape, { x, y }: Point, radius: number, colour: string): string {
  const fill = `fill="${escaped(colour)}"`;
  if (kind === "ellipse") return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" ${fill}/>`;
  if (kind === "round-rectangle") {
    const side = `width="${round(2 * radius)}" height="${round(2 * radius)}" rx="${round(radius / 4)}"`;
    return `<rect x="${round(x - radius)}" y="${round(y - radius)}" ${side} ${fill}/>`;
  }
  return `<polygon points="${corners(kind, radius).map(([right, down]) => numbers(x + right, y + down)).join(" ")}" ${fill}/>`;
}

function legendRow(row: SvgLegendRow, index: number): string {
  const y = 20 * index + 10;
  const sign =
    "shape" in row
      ? shape(row.shape, { x: 12, y }, 7, row.colour)
      : `<path d="M2 ${y}L22 ${y}" stroke="${escaped(row.colour)}" stroke-width="2"${dashes(row.dash)}/>`;
  return `${sign}<text x="32" y="${y + 4.5}">${escaped(row.text)}</text>`;
}

/** Text as XML has it. What XML cannot hold at all, control characters and halves of characters, becomes U+FFFD. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}

function numbers(...values: number[]): string {
  return values.map(round).join(" ");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
