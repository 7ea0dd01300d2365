//! A row as JSON, to be read and edited in full.

import { useSignal } from "@preact/signals";
import { explain } from "er-relationships/slim";
import { useEffect, useRef } from "preact/hooks";
import { compact, pretty } from "../json/layout.ts";
import { judge } from "../registry.ts";
import { texts } from "../texts.ts";
import { opened } from "./filter.ts";
import { editRow, removeRows, rowOf, type Row } from "./rows.ts";

export function RowDialog() {
  const row = opened.value === undefined ? undefined : rowOf(opened.value);
  return row ? <OpenRow key={row.key} row={row} /> : null;
}

function OpenRow({ row }: { row: Row }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const before = pretty(row.text);
  const text = useSignal(before);
  useEffect(() => dialog.current!.showModal(), []);

  const save = (event: Event) => {
    event.preventDefault();
    // As it was, it keeps its own white space.
    if (text.value !== before) editRow(row, compact(text.value));
    dialog.current!.close();
  };
  const remove = () => {
    removeRows([row.key]);
    dialog.current!.close();
  };
  const issues = judge.value?.validateText(text.value).issues ?? [];
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={() => (opened.value = undefined)}>
      <form class="stack" onSubmit={save}>
        <h2 id="dialog-title">{texts.many.row(row.number)}</h2>
        <label for="row-json">{texts.many.json}</label>
        <textarea
          id="row-json"
          rows={14}
          spellcheck={false}
          aria-describedby="row-json-issues"
          aria-invalid={issues.length > 0}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
        <ul class="errors" id="row-json-issues" aria-live="polite">
          {issues.map((issue) => (
            <li>{explain(issue)}</li>
          ))}
        </ul>
        <div class="row">
          <button class="primary">{texts.many.save}</button>
          <button type="button" onClick={() => dialog.current!.close()}>
            {texts.many.close}
          </button>
          <button type="button" onClick={remove}>
            {texts.many.remove}
          </button>
        </div>
      </form>
    </dialog>
  );
}
