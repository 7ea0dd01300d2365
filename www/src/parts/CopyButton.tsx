//! A button that copies a text, and says so.

import { useSignal } from "@preact/signals";
import { texts } from "../texts.ts";

const SHOWN_MILLIS = 2_000;

export function CopyButton({ label, text }: { label: string; text: () => string }) {
  const said = useSignal("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      said.value = texts.copy.copied;
    } catch {
      said.value = texts.copy.failed;
    }
    setTimeout(() => (said.value = ""), SHOWN_MILLIS);
  };
  return (
    <>
      <button type="button" onClick={copy}>
        {said.value || label}
      </button>
      <span class="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}
