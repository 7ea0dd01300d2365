//! The picture: relationships as a graph, with a search, a legend, and in words what is looked at.

import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Combobox } from "../parts/Combobox.tsx";
import { download } from "../parts/download.ts";
import { Canvas, themeOf } from "./Canvas.tsx";
import type { Drawing, Focus } from "./drawing.ts";
import type { Edge } from "./edge.ts";
import { pngOf, svgOf } from "./export.ts";
import { type Graph, graphOf, type Hidden, isShown, search } from "./graph.ts";
import { arrangeGraph } from "./layout.ts";
import { Legend } from "./Legend.tsx";
import type { Scheme } from "./palette.ts";
import { Panel } from "./Panel.tsx";
import { placed } from "./place.ts";
import { texts } from "../texts.ts";
import "./picture.css";

interface PictureProps {
  edges: readonly Edge[];
  onShowRow?: ((key: number) => void) | undefined;
}

/** How many entities the search lists. */
const MAX_FOUND = 50;

export default function Picture(props: PictureProps) {
  return props.edges.length ? <Drawn {...props} /> : <p class="picture-empty">{texts.picture.empty}</p>;
}

function Drawn({ edges, onShowRow }: PictureProps) {
  const graph = useMemo(() => graphOf(edges), [edges]);
  const drawing = useRef<Drawing>(null);
  const stage = useRef<HTMLDivElement>(null);
  const running = useRef<AbortController | undefined>(undefined);
  const state = useSignal<"arranging" | "cancelled" | "failed" | "drawn">("arranging");
  const hidden = useSignal<Hidden>({ classes: new Set(), verbs: new Set() });
  const focus = useSignal<Focus>({});
  const query = useSignal("");
  const scheme = useScheme();

  const draw = async (anew: boolean) => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    const wasDrawn = state.value === "drawn";
    const known = drawing.current!.places();
    if (!anew && [...known.keys()].some((id) => graph.entities.has(id))) {
      state.value = "drawn";
      return drawing.current!.show(graph, placed(graph, known), signal);
    }
    state.value = "arranging";
    try {
      const places = await arrangeGraph(graph, signal);
      if (!places) {
        // If another drawing has begun, it says how things stand.
        if (running.current.signal === signal) state.value = anew && wasDrawn ? "drawn" : "cancelled";
        return;
      }
      state.value = "drawn";
      drawing.current!.move(places);
      await drawing.current!.show(graph, places, signal);
      if (anew) drawing.current!.fit();
    } catch {
      state.value = "failed";
    }
  };
  useEffect(() => {
    void draw(false);
    focus.value = stillThere(focus.value, graph, hidden.value);
  }, [graph]);
  useEffect(() => () => running.current?.abort(), []);
  useSignalEffect(() => {
    drawing.current!.hidden = hidden.value;
  });
  useSignalEffect(() => {
    drawing.current!.focus = focus.value;
  });

  const found = useMemo(() => search(graph, hidden.value, query.value, MAX_FOUND), [graph, hidden.value, query.value]);
  const look = (next: Focus) => {
    focus.value = next;
    query.value = next.entity ?? "";
  };
  const showAll = () => {
    look({});
    drawing.current!.fit();
  };
  const chooseEdge = (key: number) => {
    const edge = edges.find((other) => other.key === key);
    const { entity } = focus.value;
    look(edge?.source === entity || edge?.destination === entity ? { entity, edge: key } : { edge: key });
  };
  const hide = (next: Hidden) => {
    hidden.value = next;
    focus.value = stillThere(focus.value, graph, next);
  };
  const theme = () => themeOf(stage.current!.querySelector(".picture-canvas")!);
  const savePng = async () => download(await pngOf(drawing.current!, theme()), `${texts.picture.fileName}.png`);
  const saveSvg = () => {
    const text = svgOf(drawing.current!, graph, theme(), texts.picture.summary(graph.entities.size, edges.length));
    download(new Blob([text], { type: "image/svg+xml" }), `${texts.picture.fileName}.svg`);
  };
  const isDrawn = state.value === "drawn";
  const looksAt = focus.value.entity === undefined ? undefined : graph.entities.get(focus.value.entity);

  return (
    <div class="picture">
      <div class="picture-bar">
        <div class="picture-search">
          <label for="picture-search">{texts.picture.search}</label>
          <Combobox
            id="picture-search"
            label={texts.picture.search}
            value={query.value}
            options={found.map(({ id, className }) => ({ value: id, label: texts.picture.classNames[className] }))}
            empty={texts.picture.searchNothing}
            onInput={(text) => (query.value = text)}
            onCommit={(id) => look({ entity: id })}
          />
        </div>
        <button type="button" onClick={showAll} disabled={!isDrawn}>
          {texts.picture.showAll}
        </button>
        <span class="picture-files">
          <button type="button" onClick={() => void draw(true)} disabled={!isDrawn}>
            {texts.picture.arrangeAgain}
          </button>
          <button type="button" onClick={() => void savePng()} disabled={!isDrawn}>
            {texts.picture.png}
          </button>
          <button type="button" onClick={saveSvg} disabled={!isDrawn}>
            {texts.picture.svg}
          </button>
        </span>
      </div>
      <div class="picture-stage" ref={stage}>
        <Canvas
          graph={graph}
          drawing={drawing}
          onEntity={(id) => look({ entity: id })}
          onEdge={chooseEdge}
          onBackground={() => look({})}
        />
        {state.value === "arranging" && (
          <div class="picture-notice" role="status">
            <span>{texts.picture.arranging(graph.entities.size)}</span>
            <progress aria-label={texts.picture.arranging(graph.entities.size)} />
            <button type="button" onClick={() => running.current?.abort()}>
              {texts.picture.cancel}
            </button>
          </div>
        )}
        {(state.value === "cancelled" || state.value === "failed") && (
          <div class="picture-notice" role="status">
            <span>{texts.picture[state.value]}</span>
            <button type="button" onClick={() => void draw(true)}>
              {texts.picture.arrange}
            </button>
          </div>
        )}
      </div>
      <aside class="picture-side" aria-label={texts.picture.details}>
        <Legend graph={graph} hidden={hidden.value} scheme={scheme} onHidden={hide} />
        <p class="picture-announcement" role="status">
          {looksAt && texts.picture.looksAt(looksAt.id, looksAt.outgoing.length + looksAt.incoming.length)}
        </p>
        <Panel graph={graph} hidden={hidden.value} scheme={scheme} focus={focus.value} onFocus={look} onShowRow={onShowRow} />
      </aside>
    </div>
  );
}

/** What of that which is looked at can still be seen. */
function stillThere({ entity: id, edge: key }: Focus, graph: Graph, hidden: Hidden): Focus {
  const entity = id === undefined ? undefined : graph.entities.get(id);
  const edge = graph.edges.find((other) => other.key === key);
  return {
    entity: entity && !hidden.classes.has(entity.className) ? id : undefined,
    edge: edge && isShown(edge, graph, hidden) ? key : undefined,
  };
}

/** Whether the page is light or dark, as it changes. */
function useScheme(): Scheme {
  const dark = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const isDark = useSignal(dark.matches);
  useEffect(() => {
    const onChange = () => (isDark.value = dark.matches);
    dark.addEventListener("change", onChange);
    return () => dark.removeEventListener("change", onChange);
  }, []);
  return isDark.value ? "dark" : "light";
}
