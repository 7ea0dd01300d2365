//! How relationships come in: a file that is chosen or dropped, a text that is pasted, an example, or what is stored.

import { useSignal } from "@preact/signals";
import { askForConnection } from "../connection/Connection.tsx";
import { isConnected } from "../connection/connection.ts";
import { texts } from "../texts.ts";
import { EXAMPLE_CSV } from "./example.ts";
import { loadCollection, loading, loadFault } from "./load.ts";
import { readFile } from "./rows.ts";

export function Intake() {
  const pasted = useSignal("");
  const isOver = useSignal(false);

  const take = async (given: File | undefined | null) => {
    if (given) readFile(await given.arrayBuffer(), given.name);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    isOver.value = false;
    void take(event.dataTransfer?.files[0]);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    isOver.value = true;
  };
  const read = (text: string) => readFile(new TextEncoder().encode(text).buffer);
  const load = () => (isConnected.value ? void loadCollection() : askForConnection.dispatchEvent(new Event("ask")));

  return (
    <section class="panel stack" aria-labelledby="many-title">
      <div class="row apart">
        <h2 id="many-title">{texts.many.title}</h2>
        <button type="button" class="link" onClick={() => read(EXAMPLE_CSV)}>
          {texts.many.example}
        </button>
      </div>
      <p class="muted">{texts.many.intro}</p>
      <div class={`drop ${isOver.value ? "over" : ""}`} onDrop={onDrop} onDragOver={onDragOver} onDragLeave={() => (isOver.value = false)}>
        <span>{texts.many.drop}</span>
        <label class="button">
          {texts.many.choose}
          <input
            type="file"
            class="visually-hidden"
            accept=".json,.ndjson,.jsonl,.csv,application/json,text/csv"
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      <div class="field">
        <label for="pasted">{texts.many.paste}</label>
        <textarea id="pasted" spellcheck={false} value={pasted.value} onInput={(event) => (pasted.value = event.currentTarget.value)} />
      </div>
      <div class="row">
        <button type="button" class="primary" disabled={pasted.value.trim() === ""} onClick={() => read(pasted.value)}>
          {texts.many.check}
        </button>
        <button type="button" disabled={loading.value !== undefined} onClick={load}>
          {loading.value === undefined ? texts.many.load : texts.many.loading(loading.value)}
        </button>
      </div>
      {loadFault.value && (
        <p class="notice danger" role="alert">
          {texts.many.loadFailed(loadFault.value)}
        </p>
      )}
    </section>
  );
}
