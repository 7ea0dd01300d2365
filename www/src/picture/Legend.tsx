//! The legend: what colours, shapes and dashes mean, and what of it is shown.

import type { ComponentChildren } from "preact";
import type { ClassName, Graph, Hidden } from "./graph.ts";
import { CLASS_STYLES, corners, DASH_LENGTHS, LINE_COLOURS, type Scheme, type VerbStyle, verbStyles } from "./palette.ts";
import { texts } from "../texts.ts";

interface LegendProps {
  graph: Graph;
  hidden: Hidden;
  scheme: Scheme;
  onHidden: (hidden: Hidden) => void;
}

export function Legend({ graph, hidden, scheme, onHidden }: LegendProps) {
  const styles = verbStyles(graph.verbs.keys());
  return (
    <div class="picture-legend">
      <fieldset>
        <legend>{texts.picture.classes}</legend>
        {[...graph.classes].map(([name, count]) => (
          <Row
            key={name}
            label={texts.picture.classNames[name]}
            count={count}
            isShown={!hidden.classes.has(name)}
            onToggle={() => onHidden({ ...hidden, classes: toggled(hidden.classes, name) })}
          >
            <ClassSign name={name} scheme={scheme} />
          </Row>
        ))}
      </fieldset>
      <fieldset>
        <legend>{texts.picture.verbs}</legend>
        {[...graph.verbs].map(([verb, count]) => (
          <Row
            key={verb}
            label={verb}
            count={count}
            isShown={!hidden.verbs.has(verb)}
            onToggle={() => onHidden({ ...hidden, verbs: toggled(hidden.verbs, verb) })}
          >
            <VerbSign style={styles.get(verb)!} scheme={scheme} />
          </Row>
        ))}
      </fieldset>
    </div>
  );
}

interface RowProps {
  label: string;
  count: number;
  isShown: boolean;
  onToggle: () => void;
  children: ComponentChildren;
}

function Row({ label, count, isShown, onToggle, children }: RowProps) {
  return (
    <label class="picture-legend-row">
      <input type="checkbox" checked={isShown} onChange={onToggle} />
      {children}
      <span class="picture-legend-label">{label}</span>
      <span class="picture-count">{count.toLocaleString("en-GB")}</span>
    </label>
  );
}

/** The shape of a class in its colour. */
export function ClassSign({ name, scheme }: { name: ClassName; scheme: Scheme }) {
  const { shape, colour } = CLASS_STYLES[name];
  const fill = colour[scheme];
  return (
    <svg class="picture-sign" viewBox="-9 -9 18 18" width="16" height="16" aria-hidden="true">
      {shape === "ellipse" && <circle r="7.5" fill={fill} />}
      {shape === "round-rectangle" && <rect x="-7" y="-7" width="14" height="14" rx="3" fill={fill} />}
      <polygon points={corners(shape, 8).join(" ")} fill={fill} />
    </svg>
  );
}

/** The line of a verb with its arrowhead. */
export function VerbSign({ style: { colour, dash }, scheme }: { style: VerbStyle; scheme: Scheme }) {
  const stroke = LINE_COLOURS[colour]![scheme];
  return (
    <svg class="picture-sign" viewBox="0 0 26 12" width="26" height="12" aria-hidden="true">
      <path d="M0 6H19" stroke={stroke} stroke-width="2" stroke-dasharray={dash === "solid" ? undefined : DASH_LENGTHS[dash].join(" ")} />
      <path d="M18 2L26 6L18 10Z" fill={stroke} />
    </svg>
  );
}

function toggled<Name>(names: ReadonlySet<Name>, name: Name): Set<Name> {
  return names.has(name) ? new Set([...names].filter((other) => other !== name)) : new Set([...names, name]);
}
