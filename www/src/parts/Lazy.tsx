//! A part of the page that is loaded when it is first shown.

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { texts } from "../texts.ts";

export function Lazy({ load }: { load: () => Promise<{ default: ComponentType }> }) {
  const part = useSignal<ComponentType | undefined>(undefined);
  const hasFailed = useSignal(false);

  const start = () => {
    hasFailed.value = false;
    load().then(
      (module) => (part.value = module.default),
      () => (hasFailed.value = true),
    );
  };
  useEffect(start, []);

  if (part.value) return <part.value />;
  if (!hasFailed.value) return <p class="muted">{texts.app.loading}</p>;
  return (
    <div class="notice danger row">
      <span>{texts.app.loadFailed}</span>
      <button type="button" onClick={start}>
        {texts.app.tryAgain}
      </button>
    </div>
  );
}
