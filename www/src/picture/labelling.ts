//! Labels in the drawing: as many entities carry one as have room, and it is as large at every zoom.

import type { Core, NodeSingular } from "cytoscape";
import { LABEL_HEIGHT, withRoom } from "./labels.ts";

/** Entities that are smaller than this on the screen, in pixels, go without a label: there would be too many. */
const LEAST_DIAMETER = 8;
/** The most important ones are tried at any size, for something must say what the picture is of. */
const ALWAYS = 6;

/** Everything, at a zoom that is not the one on the screen: what goes into a file. */
export interface Whole {
  zoom: number;
}

export class Labelling {
  #cy: Core;
  #labelled: readonly NodeSingular[] = [];
  #widths = new Map<string, number>();
  #pen = document.createElement("canvas").getContext("2d")!;
  fontFamily: string;

  constructor(cy: Core, fontFamily: string) {
    this.#cy = cy;
    this.fontFamily = fontFamily;
  }

  /** Labels what has room of the nodes in view, the first before the others. With a focus they are few, so the small ones, too. */
  update(ranked: readonly NodeSingular[], hasFocus: boolean, whole?: Whole): void {
    const zoom = whole?.zoom ?? this.#cy.zoom();
    const { x1, x2, y1, y2 } = this.#cy.extent();
    const nodes = ranked.filter((node, rank) => {
      const { x, y } = node.position();
      if (!hasFocus && rank >= ALWAYS && node.data("diameter") * zoom < LEAST_DIAMETER) return false;
      return whole !== undefined || (x > x1 && x < x2 && y > y1 && y < y2);
    });
    const candidates = nodes.map((node) => {
      const { x, y } = node.position();
      return { x: x * zoom, y: y * zoom, radius: (node.data("diameter") / 2) * zoom, width: this.#widthOf(node.data("label")) };
    });
    const chosen = withRoom(candidates).map((index) => nodes[index]!);
    const kept = new Set(chosen);
    this.#cy.batch(() => {
      for (const node of this.#labelled) if (!kept.has(node)) node.removeClass("labelled");
      for (const node of chosen) {
        if (node.data("fontSize") !== LABEL_HEIGHT / zoom) node.data({ fontSize: LABEL_HEIGHT / zoom, outline: 2 / zoom });
        node.addClass("labelled");
      }
    });
    this.#labelled = chosen;
  }

  #widthOf(label: string): number {
    let width = this.#widths.get(label);
    if (width === undefined) {
      this.#pen.font = `${LABEL_HEIGHT}px ${this.fontFamily}`;
      width = this.#pen.measureText(label).width;
      this.#widths.set(label, width);
    }
    return width;
  }
}
