//! What is to be said of the row that somebody is at, each a way to its cell.

import { texts } from "../texts.ts";
import { active, opened } from "./filter.ts";
import { problems, rowOf, rows } from "./rows.ts";

export function RowProblems() {
  void rows.value;
  const row = active.value && rowOf(active.value.key);
  if (!row) return <p class="muted small">{texts.many.chooseRow}</p>;
  const found = problems(row);
  return (
    <section class="panel stack close" aria-labelledby="row-title">
      <div class="row apart">
        <h2 id="row-title" class="minor">{texts.many.row(row.number)}</h2>
        <button type="button" onClick={() => (opened.value = row.key)}>
          {texts.many.openRow}
        </button>
      </div>
      <div aria-live="polite">
        {found.length === 0 && <p class="muted">{texts.many.noProblems}</p>}
        <ul class="plain stack close">
          {found.map(({ level, text, property }) => (
            <li>
              <span class={`badge ${level === "error" ? "danger" : level === "warning" ? "warning" : ""}`}>{texts.many.levels[level]}</span>{" "}
              <button type="button" class="link" onClick={() => (active.value = { key: row.key, property })}>
                {text}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
