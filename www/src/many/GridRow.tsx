//! A row of the table.

import type { Signal } from "@preact/signals";
import { texts } from "../texts.ts";
import { cellId } from "./Grid.tsx";
import type { Problem } from "./problems.ts";
import { cells, isStored, problems, type Row } from "./rows.ts";

interface GridRowProps {
  row: Row;
  /** Counted from 1, the head included. */
  rowIndex: number;
  /** Pixels from the top of the first row. */
  start: number;
  names: readonly string[];
  /** The column that is active, if one of this row is; -1 is the state. */
  column: number | undefined;
  /** What is being typed into it. */
  draft: Signal<string | undefined> | undefined;
  onSelect: (column: number) => void;
  onEdit: () => void;
  onLeave: () => void;
}

export function GridRow({ row, rowIndex, start, names, column, draft, onSelect, onEdit, onLeave }: GridRowProps) {
  const found = problems(row);
  const values = cells(row);
  return (
    <div class="grid-row" role="row" aria-rowindex={rowIndex} style={{ transform: `translateY(${start}px)` }}>
      <span role="rowheader" class="number">
        {row.number}
      </span>
      <span
        id={cellId(row, -1)}
        role="gridcell"
        class={column === -1 ? "active" : ""}
        onClick={() => onSelect(-1)}
        onDblClick={() => onEdit()}
      >
        <State row={row} />
      </span>
      {names.map((name, at) => {
        const worst = found.find(({ property }) => property === name);
        const isActive = column === at;
        return (
          <span
            key={name}
            id={cellId(row, at)}
            role="gridcell"
            class={`${isActive ? "active" : ""} ${worst?.level ?? ""}`}
            aria-invalid={worst?.level === "error" ? "true" : undefined}
            title={worst?.text}
            onClick={() => onSelect(at)}
            onDblClick={() => onEdit()}
          >
            {isActive && draft?.value !== undefined ? <Editor name={name} draft={draft} onLeave={onLeave} /> : values.get(name)?.text}
          </span>
        );
      })}
    </div>
  );
}

function Editor({ name, draft, onLeave }: { name: string; draft: Signal<string | undefined>; onLeave: () => void }) {
  return (
    <input
      ref={(input) => {
        if (input && document.activeElement !== input) input.focus();
      }}
      aria-label={name}
      spellcheck={false}
      autocomplete="off"
      list={name === "relationshipType" ? "type-names" : undefined}
      value={draft.value}
      onInput={(event) => (draft.value = event.currentTarget.value)}
      onBlur={onLeave}
    />
  );
}

/** In a word how the row stands. */
function State({ row }: { row: Row }) {
  const { states } = texts.many;
  const found = problems(row);
  const number = (level: Problem["level"]) => found.filter((problem) => problem.level === level).length;
  if (row.outcome === "failed") return <span class="badge danger">{states.refused}</span>;
  if (number("error")) return <span class="badge danger">{states.errors(number("error"))}</span>;
  if (isStored(row)) return <span class="badge success">{states.stored}</span>;
  if (number("warning")) return <span class="badge warning">{states.warnings(number("warning"))}</span>;
  return <span class="muted small">{states.fine}</span>;
}
