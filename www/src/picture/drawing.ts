//! The drawing on the canvas: keeps cytoscape in step with a graph, with what of it is hidden, and with what is looked at.

import cytoscape from "cytoscape";
import type { Edge } from "./edge.ts";
import { type Entity, type Graph, graphOf, type Hidden, isShown } from "./graph.ts";
import { Labelling, type Whole } from "./labelling.ts";
import { diameter, shortened, type VerbStyle, verbStyles } from "./palette.ts";
import type { Point } from "./point.ts";
import { stylesheet, type Theme } from "./style.ts";

/** What is looked at: an entity with all that it is related to, a relationship, both, or the whole. */
export interface Focus {
  entity?: string | undefined;
  edge?: number | undefined;
}

/** What people do with the mouse or a finger. */
export interface Handlers {
  onEntity: (id: string) => void;
  onEdge: (key: number) => void;
  onBackground: () => void;
  /** The mouse came over an entity, at a place of the canvas, or left it. */
  onHover: (entity?: { id: string; at: Point }) => void;
}

/** How many elements are added in one frame: few enough that no frame takes long. */
const BATCH = 100;
/** What stays free about all that is shown, as a part of the shorter side. */
const PADDING = 0.07;
const FLIGHT_MILLIS = 400;
/** How close the view comes by itself; people may come closer. */
const CLOSEST = 1.4;

export class Drawing {
  readonly cy: cytoscape.Core;
  #graph = graphOf([]);
  #nodes = new Map<string, cytoscape.NodeSingular>();
  #edges = new Map<number, cytoscape.EdgeSingular>();
  #verbs = new Map<string, VerbStyle>();
  #nextId = 0;
  #hidden: Hidden = { classes: new Set(), verbs: new Set() };
  #focus: Focus = {};
  #labelling: Labelling;
  /** The nodes that may have a label, the most important first. */
  #ranked: cytoscape.NodeSingular[] = [];
  #settling = 0;

  constructor(container: HTMLElement, theme: Theme, handlers: Handlers) {
    this.cy = cytoscape({
      container,
      style: stylesheet(theme),
      minZoom: 0.02,
      maxZoom: 6,
      boxSelectionEnabled: false,
      autounselectify: true,
    });
    this.#labelling = new Labelling(this.cy, theme.fontFamily);
    this.cy.on("tap", "node", ({ target }) => handlers.onEntity(target.data("entity")));
    this.cy.on("tap", "edge", ({ target }) => handlers.onEdge(target.data("key")));
    this.cy.on("tap", ({ target }) => target === this.cy && handlers.onBackground());
    this.cy.on("mouseover", "node", ({ target }) => handlers.onHover({ id: target.data("entity"), at: target.renderedPosition() }));
    this.cy.on("mouseout grab", "node", () => handlers.onHover());
    this.cy.on("viewport resize", () => {
      handlers.onHover();
      clearTimeout(this.#settling);
      this.#settling = window.setTimeout(() => this.label(), 120);
    });
  }

  destroy(): void {
    clearTimeout(this.#settling);
    this.cy.destroy();
  }

  set theme(theme: Theme) {
    this.#labelling.fontFamily = theme.fontFamily;
    this.cy.style(stylesheet(theme));
  }

  /** Where entities stand now; people may have moved them. */
  places(): Map<string, Point> {
    return new Map([...this.#nodes].map(([id, node]) => [id, { ...node.position() }]));
  }

  /** Puts entities elsewhere. */
  move(places: ReadonlyMap<string, Point>): void {
    this.cy.batch(() => this.#nodes.forEach((node, id) => node.position({ ...places.get(id)! })));
  }

  /** Draws a graph: what is there already stays as it is, the rest comes frame by frame. */
  async show(graph: Graph, places: ReadonlyMap<string, Point>, signal: AbortSignal): Promise<void> {
    this.#graph = graph;
    this.#verbs = verbStyles(graph.verbs.keys());
    this.cy.batch(() => this.#removeWhatWent());
    if (this.#nodes.size === 0) this.#view([...places.values()], false);
    const additions = this.#additions(places);
    for (let from = 0; from < additions.length; from += BATCH) {
      this.cy.add(additions.slice(from, from + BATCH)).forEach((element) => this.#register(element));
      await new Promise(requestAnimationFrame);
      if (signal.aborted) return;
    }
    this.#refresh();
  }

  set hidden(hidden: Hidden) {
    this.#hidden = hidden;
    this.#refresh();
  }

  /** Puts something into the foreground. An entity is flown to. */
  set focus(focus: Focus) {
    const isElsewhere = focus.entity !== this.#focus.entity;
    if (!isElsewhere && focus.edge === this.#focus.edge) return;
    this.#focus = focus;
    this.#refresh();
    const entity = focus.entity !== undefined && this.#nodes.get(focus.entity);
    if (isElsewhere && entity) this.#view(entity.closedNeighborhood().nodes(":visible").map((node) => node.position()), true);
  }

  /** Shows all that is not hidden. */
  fit(): void {
    this.#view([...this.#nodes.values()].filter((node) => !node.hasClass("hidden")).map((node) => node.position()), true);
  }

  zoom(factor: number): void {
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  pan(x: number, y: number): void {
    this.cy.panBy({ x, y });
  }

  /** Chooses the labels anew. */
  label(whole?: Whole): void {
    this.#labelling.update(this.#ranked, this.#hasFocus(), whole);
  }

  #removeWhatWent(): void {
    const edges = new Map(this.#graph.edges.map((edge) => [edge.key, edge]));
    for (const [key, element] of this.#edges) {
      const edge = edges.get(key);
      if (edge?.source === element.source().data("entity") && edge?.destination === element.target().data("entity")) continue;
      element.remove();
      this.#edges.delete(key);
    }
    for (const [id, node] of this.#nodes) {
      if (this.#graph.entities.has(id)) continue;
      node.remove();
      this.#nodes.delete(id);
    }
  }

  /** What the graph has and the drawing has not, the nodes first. */
  #additions(places: ReadonlyMap<string, Point>): cytoscape.ElementDefinition[] {
    const ids = new Map([...this.#nodes].map(([entity, node]) => [entity, node.id()]));
    const nodes = [...this.#graph.entities.values()].flatMap((entity): cytoscape.ElementDefinition[] => {
      if (ids.has(entity.id)) return [];
      const id = `n${this.#nextId++}`;
      ids.set(entity.id, id);
      const data = { id, entity: entity.id, label: shortened(entity.id), diameter: diameterOf(entity) };
      return [{ group: "nodes", data, classes: this.#nodeClasses(entity), position: { ...places.get(entity.id)! } }];
    });
    const edges = this.#graph.edges.flatMap((edge): cytoscape.ElementDefinition[] => {
      if (this.#edges.has(edge.key)) return [];
      const data = { id: `e${this.#nextId++}`, key: edge.key, source: ids.get(edge.source)!, target: ids.get(edge.destination)! };
      return [{ group: "edges", data, classes: this.#edgeClasses(edge) }];
    });
    return [...nodes, ...edges];
  }

  #register(element: cytoscape.SingularElementReturnValue): void {
    if (element.group() === "nodes") this.#nodes.set(element.data("entity"), element);
    else this.#edges.set(element.data("key"), element);
  }

  /** Brings all that follows from the graph, from what is hidden and from what is looked at up to date. */
  #refresh(): void {
    this.cy.batch(() => {
      for (const entity of this.#graph.entities.values()) {
        const node = this.#nodes.get(entity.id);
        if (!node) continue;
        // Each write makes cytoscape style the node anew.
        if (node.data("diameter") !== diameterOf(entity)) node.data("diameter", diameterOf(entity));
        node.classes([...this.#nodeClasses(entity), ...(node.hasClass("labelled") ? ["labelled"] : [])]);
      }
      for (const edge of this.#graph.edges) this.#edges.get(edge.key)?.classes(this.#edgeClasses(edge));
    });
    const rank = (node: cytoscape.NodeSingular) => (node.hasClass("focused") ? Infinity : node.data("diameter"));
    this.#ranked = [...this.#nodes.values()]
      .filter((node) => !node.hasClass("hidden") && !node.hasClass("faded"))
      .sort((a, b) => rank(b) - rank(a));
    this.label();
  }

  #nodeClasses(entity: Entity): string[] {
    const isFocused = entity.id === this.#focus.entity;
    const isNear = [...entity.outgoing, ...entity.incoming].some((edge) => this.#isInForeground(edge));
    const classes: string[] = [entity.className];
    if (this.#hidden.classes.has(entity.className)) classes.push("hidden");
    if (this.#hasFocus() && !isFocused && !isNear) classes.push("faded");
    if (isFocused) classes.push("focused");
    return classes;
  }

  #edgeClasses(edge: Edge): string[] {
    const { colour, dash } = this.#verbs.get(edge.verb)!;
    const classes: string[] = [`colour${colour}`, dash];
    if (this.#graph.bent.has(edge.key)) classes.push("bent");
    if (!isShown(edge, this.#graph, this.#hidden)) classes.push("hidden");
    if (this.#hasFocus() && !this.#isInForeground(edge)) classes.push("faded");
    if (edge.key === this.#focus.edge) classes.push("chosen");
    return classes;
  }

  #hasFocus(): boolean {
    return this.#focus.entity !== undefined || this.#focus.edge !== undefined;
  }

  /** Whether people look at the relationship, or at the entity at one of its ends. */
  #isInForeground(edge: Edge): boolean {
    const { entity, edge: key } = this.#focus;
    const isLookedAt = entity === undefined ? edge.key === key : edge.source === entity || edge.destination === entity;
    return isLookedAt && isShown(edge, this.#graph, this.#hidden);
  }

  #view(places: readonly Point[], isFlight: boolean): void {
    if (places.length === 0) return;
    const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
    const [left, right] = [least(xs), -least(xs.map((x) => -x))];
    const [top, bottom] = [least(ys), -least(ys.map((y) => -y))];
    const [width, height] = [this.cy.width(), this.cy.height()];
    const padding = PADDING * Math.min(width, height);
    const zoom = Math.min(CLOSEST, (width - 2 * padding) / (right - left), (height - 2 * padding) / (bottom - top));
    const pan = { x: width / 2 - (zoom * (left + right)) / 2, y: height / 2 - (zoom * (top + bottom)) / 2 };
    this.cy.stop();
    if (isFlight && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.cy.animate({ zoom, pan }, { duration: FLIGHT_MILLIS });
    else this.cy.viewport({ zoom, pan });
  }
}

function diameterOf({ outgoing, incoming }: Entity): number {
  return diameter(outgoing.length + incoming.length);
}

function least(values: readonly number[]): number {
  return values.reduce((found, value) => Math.min(found, value), Infinity);
}
