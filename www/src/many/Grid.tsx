//! The table of rows: an ARIA grid of which only what is in view is in the page, by TanStack Virtual.

import { useSignal } from "@preact/signals";
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef } from "preact/hooks";
import { types } from "../registry.ts";
import { texts } from "../texts.ts";
import { active, goToNextError, opened, shown } from "./filter.ts";
import { GridRow } from "./GridRow.tsx";
import { isMove, moved } from "./moves.ts";
import { cells, columns, editCell, rows, type Row } from "./rows.ts";
import { isObjectText } from "./row.ts";

const ROW_PIXELS = 36;

/** Rows kept ready above and below what is in view. */
const OVERSCAN = 8;

/** A table of more would be slow; the rest is in the row as JSON. */
const MAX_COLUMNS = 40;

export function Grid() {
  const scroller = useRef<HTMLDivElement>(null);
  const list = shown.value;
  const names = columns.value.slice(0, MAX_COLUMNS);
  const virtualizer = useVirtualizer(list.length, scroller);
  /** What is being typed into the cell that is active. */
  const draft = useSignal<string | undefined>(undefined);

  const at = active.value;
  const index = at ? list.findIndex(({ key }) => key === at.key) : -1;
  const column = at ? names.indexOf(at.property ?? "") : -1;

  // Wherever the active cell was set, it is brought into view.
  useEffect(() => {
    draft.value = undefined;
    if (index < 0) return;
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() => document.getElementById(cellId(list[index]!, column))?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  }, [at]);

  const select = (row: Row | undefined, toColumn: number) => {
    const property = names[toColumn];
    // The second click of a double click leaves it, and what is being typed, alone.
    if (row && (row.key !== at?.key || property !== at.property)) active.value = { key: row.key, property };
  };
  const edit = (text?: string) => {
    const row = list[index];
    if (!row) return;
    if (column < 0 || !isObjectText(row.text)) opened.value = row.key;
    else draft.value = text ?? cells(row).get(names[column]!)?.text ?? "";
  };
  const commit = (row: number, toColumn: number) => {
    const present = list[index];
    const text = draft.value;
    draft.value = undefined;
    if (present && text !== undefined) editCell(present, names[column]!, text);
    scroller.current?.focus();
    select(list[row], toColumn);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (draft.value !== undefined) {
      if (event.key === "Escape") {
        draft.value = undefined;
        scroller.current?.focus();
      } else if (event.key === "Enter") commit(Math.min(index + 1, list.length - 1), column);
      else if (event.key === "Tab") commit(index, Math.min(Math.max(column + (event.shiftKey ? -1 : 1), -1), names.length - 1));
      else return;
    } else if (event.key === "F8") goToNextError();
    else if (isMove(event)) {
      const page = Math.max(1, Math.floor(scroller.current!.clientHeight / ROW_PIXELS) - 2);
      const to = moved(event, { row: Math.max(index, 0), column }, { rows: list.length, columns: names.length, page });
      select(list[to.row], to.column);
    } else if (event.key === "Enter" || event.key === "F2") edit();
    else if (event.key === "Delete" && index >= 0 && column >= 0) editCell(list[index]!, names[column]!, "");
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey && column >= 0) edit(event.key);
    else return;
    event.preventDefault();
  };

  return (
    <div class="stack close">
      <div
        ref={scroller}
        class="grid"
        role="grid"
        tabIndex={0}
        aria-label={texts.many.table}
        aria-describedby="grid-help"
        aria-rowcount={list.length + 1}
        aria-colcount={names.length + 2}
        aria-activedescendant={index >= 0 ? cellId(list[index]!, column) : undefined}
        style={{ "--columns": names.length }}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target === event.currentTarget && index < 0 && select(list[0], 0)}
      >
        <div class="grid-row grid-head" role="row" aria-rowindex={1}>
          <span role="columnheader">{texts.many.rowNumber}</span>
          <span role="columnheader">{texts.many.state}</span>
          {names.map((name) => (
            <span role="columnheader">{name}</span>
          ))}
        </div>
        <div role="rowgroup" class="grid-body" style={{ height: `${virtualizer.getTotalSize()}px` }}>
          {virtualizer.getVirtualItems().map(({ index: at, start }) => {
            const row = list[at];
            if (!row) return null;
            return (
              <GridRow
                key={row.key}
                row={row}
                rowIndex={at + 2}
                start={start}
                names={names}
                column={at === index ? column : undefined}
                draft={at === index ? draft : undefined}
                onSelect={(to) => select(row, to)}
                onEdit={edit}
                onLeave={() => draft.value !== undefined && commit(index, column)}
              />
            );
          })}
        </div>
      </div>
      {list.length === 0 && rows.value.length > 0 && <p class="muted">{texts.many.nothingShown}</p>}
      <p id="grid-help" class="muted small">
        {texts.many.tableHelp} {columns.value.length > MAX_COLUMNS && texts.many.moreColumns(columns.value.length - MAX_COLUMNS)}
      </p>
      <datalist id="type-names">
        {[...types.value.keys()].map((name) => (
          <option value={name} />
        ))}
      </datalist>
    </div>
  );
}

/** The element of a cell, so that a screen reader knows which is active. */
export function cellId({ key }: Row, column: number): string {
  return `cell-${key}-${column}`;
}

function useVirtualizer(count: number, scroller: { current: HTMLDivElement | null }): Virtualizer<HTMLDivElement, HTMLDivElement> {
  const [, render] = useReducer((times: number) => times + 1, 0);
  const options = {
    count,
    estimateSize: () => ROW_PIXELS,
    overscan: OVERSCAN,
    getScrollElement: () => scroller.current,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => render(undefined),
    // The head is above the rows and stays in view.
    scrollPaddingStart: ROW_PIXELS,
  };
  const virtualizer = useMemo(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options), []);
  virtualizer.setOptions(options);
  useEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
