//! What is looked at, as text: an entity with its relationships, or one relationship with its record.

import { useEffect, useRef } from "preact/hooks";
import type { Focus } from "./drawing.ts";
import type { Edge } from "./edge.ts";
import { type Entity, type Graph, type Hidden, isShown } from "./graph.ts";
import { pretty } from "../json/layout.ts";
import { ClassSign, VerbSign } from "./Legend.tsx";
import { type Scheme, verbStyles } from "./palette.ts";
import { texts } from "../texts.ts";

export interface PanelProps {
  graph: Graph;
  hidden: Hidden;
  scheme: Scheme;
  focus: Focus;
  onFocus: (focus: Focus) => void;
  onShowRow?: ((key: number) => void) | undefined;
}

export function Panel(props: PanelProps) {
  const { graph, focus } = props;
  const entity = focus.entity === undefined ? undefined : graph.entities.get(focus.entity);
  const edge = graph.edges.find(({ key }) => key === focus.edge);
  const panel = useRef<HTMLElement>(null);
  // What was chosen in the picture may stand far down in the list. The page itself must not jump.
  useEffect(() => {
    const { scrollTop, clientHeight } = panel.current!;
    const top = panel.current!.querySelector<HTMLElement>("li:has([aria-expanded=true])")?.offsetTop ?? 0;
    if (top < scrollTop || top >= scrollTop + clientHeight) panel.current!.scrollTop = top;
  }, [focus.entity, focus.edge]);

  return (
    <section class="picture-panel" ref={panel} aria-label={texts.picture.details}>
      {entity && <EntityPanel {...props} entity={entity} />}
      {!entity && edge && (
        <>
          <h2 class="minor">{texts.picture.relationship}</h2>
          <Record {...props} edge={edge} />
        </>
      )}
      {!entity && !edge && <p class="picture-muted">{texts.picture.hint}</p>}
    </section>
  );
}

function EntityPanel(props: PanelProps & { entity: Entity }) {
  const { entity, graph, hidden, scheme } = props;
  const shown = (edges: readonly Edge[]) => edges.filter((edge) => isShown(edge, graph, hidden));
  const [outgoing, incoming] = [shown(entity.outgoing), shown(entity.incoming)];
  const hiddenCount = entity.outgoing.length + entity.incoming.length - outgoing.length - incoming.length;
  return (
    <>
      <h2 class="minor picture-entity">
        <ClassSign name={entity.className} scheme={scheme} /> <span>{entity.id}</span>
      </h2>
      <p class="picture-muted">{texts.picture.classNames[entity.className]}</p>
      {outgoing.length > 0 && <EdgeList {...props} title={texts.picture.outgoing(outgoing.length)} edges={outgoing} />}
      {incoming.length > 0 && <EdgeList {...props} title={texts.picture.incoming(incoming.length)} edges={incoming} />}
      {outgoing.length + incoming.length === 0 && <p class="picture-muted">{texts.picture.noEdges}</p>}
      {hiddenCount > 0 && <p class="picture-muted">{texts.picture.hiddenEdges(hiddenCount)}</p>}
    </>
  );
}

function EdgeList(props: PanelProps & { entity: Entity; title: string; edges: readonly Edge[] }) {
  const { entity, title, edges, graph, scheme, focus, onFocus } = props;
  const styles = verbStyles(graph.verbs.keys());
  return (
    <>
      <h3>{title}</h3>
      <ul class="picture-edges">
        {edges.map((edge) => {
          const isOpen = focus.edge === edge.key;
          const other = edge.source === entity.id ? edge.destination : edge.source;
          return (
            <li key={edge.key}>
              <button
                type="button"
                class="picture-edge"
                aria-expanded={isOpen}
                onClick={() => onFocus({ entity: entity.id, edge: isOpen ? undefined : edge.key })}
              >
                <VerbSign style={styles.get(edge.verb)!} scheme={scheme} />
                <span class="picture-verb">{edge.verb}</span> <span>{other === entity.id ? texts.picture.itself : other}</span>
              </button>
              {isOpen && <Record {...props} edge={edge} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Record({ edge, onFocus, onShowRow }: PanelProps & { edge: Edge }) {
  const end = (id: string) => (
    <button type="button" class="picture-link" onClick={() => onFocus({ entity: id })}>
      {id}
    </button>
  );
  return (
    <div class="picture-record">
      <dl>
        <dt>{texts.picture.properties.id}</dt>
        <dd>{edge.id}</dd>
        <dt>{texts.picture.properties.name}</dt>
        <dd>{edge.name}</dd>
        <dt>{texts.picture.properties.type}</dt>
        <dd>{edge.type}</dd>
        <dt>{texts.picture.properties.source}</dt>
        <dd>{end(edge.source)}</dd>
        <dt>{texts.picture.properties.destination}</dt>
        <dd>{end(edge.destination)}</dd>
      </dl>
      <pre>{pretty(edge.text)}</pre>
      {onShowRow && (
        <button type="button" onClick={() => onShowRow(edge.key)}>
          {texts.picture.showRow}
        </button>
      )}
    </div>
  );
}
