//! The place of the drawing: what the mouse does there is also on buttons and keys.

import type { RefObject } from "preact";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Drawing, type Handlers } from "./drawing.ts";
import type { Graph } from "./graph.ts";
import type { Point } from "./point.ts";
import type { Theme } from "./style.ts";
import { texts } from "../texts.ts";

const ZOOM_STEP = 1.3;
/** How far an arrow key moves the picture, in pixels. */
const PAN_STEP = 60;

interface CanvasProps extends Omit<Handlers, "onHover"> {
  graph: Graph;
  drawing: RefObject<Drawing | null>;
}

export function Canvas({ graph, drawing, onEntity, onEdge, onBackground }: CanvasProps) {
  const container = useRef<HTMLDivElement>(null);
  const hovered = useSignal<{ id: string; at: Point } | undefined>(undefined);

  const handlers = useRef({ onEntity, onEdge, onBackground });
  handlers.current = { onEntity, onEdge, onBackground };

  useEffect(() => {
    const drawn = new Drawing(container.current!, themeOf(container.current!), {
      onEntity: (id) => handlers.current.onEntity(id),
      onEdge: (key) => handlers.current.onEdge(key),
      onBackground: () => handlers.current.onBackground(),
      onHover: (entity) => (hovered.value = entity),
    });
    drawing.current = drawn;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const onScheme = () => (drawn.theme = themeOf(container.current!));
    dark.addEventListener("change", onScheme);
    return () => {
      dark.removeEventListener("change", onScheme);
      drawn.destroy();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = keyActions(drawing.current!).get(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <>
      {/* Where an element with this id is, cytoscape adds no <style>, which the page's policy would refuse. */}
      <span id="__________cytoscape_stylesheet" hidden />
      <div
        ref={container}
        class="picture-canvas"
        role="application"
        tabIndex={0}
        aria-label={texts.picture.canvas(graph.entities.size, graph.edges.length)}
        onKeyDown={onKeyDown}
      />
      <div class="picture-zoom">
        <button type="button" aria-label={texts.picture.zoomIn} title={texts.picture.zoomIn} onClick={() => drawing.current!.zoom(ZOOM_STEP)}>
          <Icon path="M3 8H13M8 3V13" />
        </button>
        <button type="button" aria-label={texts.picture.zoomOut} title={texts.picture.zoomOut} onClick={() => drawing.current!.zoom(1 / ZOOM_STEP)}>
          <Icon path="M3 8H13" />
        </button>
        <button type="button" aria-label={texts.picture.fit} title={texts.picture.fit} onClick={() => drawing.current!.fit()}>
          <Icon path="M2.5 6V2.5H6M10 2.5H13.5V6M13.5 10V13.5H10M6 13.5H2.5V10" />
        </button>
      </div>
      {hovered.value && (
        <div class="picture-tip" style={{ left: `${hovered.value.at.x}px`, top: `${hovered.value.at.y}px` }} aria-hidden="true">
          {hovered.value.id}
        </div>
      )}
    </>
  );
}

/** What the page's stylesheet says of the place. */
export function themeOf(container: Element): Theme {
  const { backgroundColor, color, fontFamily } = getComputedStyle(container);
  const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return { scheme, surface: backgroundColor, text: color, fontFamily };
}

function keyActions(drawing: Drawing): Map<string, () => void> {
  return new Map([
    ["ArrowLeft", () => drawing.pan(PAN_STEP, 0)],
    ["ArrowRight", () => drawing.pan(-PAN_STEP, 0)],
    ["ArrowUp", () => drawing.pan(0, PAN_STEP)],
    ["ArrowDown", () => drawing.pan(0, -PAN_STEP)],
    ["+", () => drawing.zoom(ZOOM_STEP)],
    ["=", () => drawing.zoom(ZOOM_STEP)],
    ["-", () => drawing.zoom(1 / ZOOM_STEP)],
  ]);
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.75" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
