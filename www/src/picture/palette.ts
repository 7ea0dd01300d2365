//! How classes and verbs look: colours that the colour-blind tell apart, on light and on dark, and shapes and dashes beside them.

import type { ClassName } from "./graph.ts";

export type Scheme = "light" | "dark";

/** Shapes by the names that cytoscape gives them. */
export type Shape = "round-rectangle" | "hexagon" | "ellipse" | "diamond" | "triangle";

export interface ClassStyle {
  shape: Shape;
  colour: Readonly<Record<Scheme, string>>;
}

export const CLASS_STYLES: Readonly<Record<ClassName, ClassStyle>> = {
  Location: { shape: "round-rectangle", colour: { light: "#015bcd", dark: "#258af0" } },
  Equipment: { shape: "hexagon", colour: { light: "#822d01", dark: "#f2530d" } },
  Point: { shape: "ellipse", colour: { light: "#02a762", dark: "#13e57d" } },
  Device: { shape: "diamond", colour: { light: "#dc61aa", dark: "#d8549a" } },
  Other: { shape: "triangle", colour: { light: "#3c4046", dark: "#e3e5e7" } },
};

export type Dash = "solid" | "dashed" | "dotted";

/** The colours of lines, one for a verb and its inverse; the last is for what follows no convention. */
export const LINE_COLOURS: readonly Readonly<Record<Scheme, string>>[] = [
  { light: "#09a25e", dark: "#17e68b" },
  { light: "#d156ff", dark: "#976bf5" },
  { light: "#c78407", dark: "#a58241" },
  { light: "#154293", dark: "#52a1d9" },
  { light: "#741442", dark: "#d55f81" },
  { light: "#3c3801", dark: "#f0df11" },
  { light: "#878e99", dark: "#e3e5e7" },
];

/** A verb and its inverse, by the place of their colour. */
const KNOWN: readonly (readonly [string, string])[] = [
  ["hasPoint", "isPointOf"],
  ["hasPart", "isPartOf"],
  ["contains", "isLocatedIn"],
  ["feeds", "isFedBy"],
  ["controls", "isControlledBy"],
  ["hasLocation", "isLocationOf"],
];

/** How a verb's lines are drawn. */
export interface VerbStyle {
  /** The place in `LINE_COLOURS`. */
  colour: number;
  dash: Dash;
}

/** The looks of verbs: an inverse is dashed, and a verb of one's own dotted. */
export function verbStyles(verbs: Iterable<string>): Map<string, VerbStyle> {
  const styles = new Map<string, VerbStyle>();
  let own = LINE_COLOURS.length - 1;
  for (const verb of [...verbs].sort()) {
    const colour = KNOWN.findIndex((pair) => pair.includes(verb));
    if (colour >= 0) styles.set(verb, { colour, dash: KNOWN[colour]![0] === verb ? "solid" : "dashed" });
    else styles.set(verb, { colour: own++ % LINE_COLOURS.length, dash: "dotted" });
  }
  return styles;
}

/** The lengths of strokes and gaps, in units of the picture. */
export const DASH_LENGTHS: Readonly<Record<Exclude<Dash, "solid">, readonly [number, number]>> = { dashed: [6, 4], dotted: [1.5, 3] };

/** How wide an entity is: the more relationships, the wider. */
export function diameter(relationships: number): number {
  return 16 + Math.min(32, 4 * Math.sqrt(relationships));
}

/** A label short enough to stand under an entity. What tells ids apart is at their ends, so the middle goes. */
export function shortened(id: string): string {
  const characters = [...id.replace(/[\s\p{Cc}]+/gu, " ")];
  return characters.length <= 24 ? characters.join("") : [...characters.slice(0, 12), "…", ...characters.slice(-11)].join("");
}

/** The corners of a shape that fits into a circle of the given radius about (0, 0); none for what is round. */
export function corners(shape: Shape, radius: number): [number, number][] {
  const at = (points: [number, number][]) => points.map(([x, y]): [number, number] => [x * radius, y * radius]);
  if (shape === "hexagon") return at([[-1, 0], [-0.5, -1], [0.5, -1], [1, 0], [0.5, 1], [-0.5, 1]]);
  if (shape === "diamond") return at([[0, -1], [1, 0], [0, 1], [-1, 0]]);
  if (shape === "triangle") return at([[0, -1], [1, 1], [-1, 1]]);
  return [];
}
