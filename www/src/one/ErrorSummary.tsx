//! All that is wrong with the form, as links to its fields. Takes the focus when it is shown.

import { useEffect, useRef } from "preact/hooks";
import { PROPERTIES } from "../relationship/properties.ts";
import { texts } from "../texts.ts";
import { errors } from "./form.ts";

/** @param attempt how often the form was sent in vain; each time the focus comes here */
export function ErrorSummary({ attempt }: { attempt: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (attempt > 0) box.current?.focus();
  }, [attempt]);
  const all = (["", ...PROPERTIES] as const).flatMap((name) => (errors.value.get(name) ?? []).map((sentence) => ({ name, sentence })));
  if (attempt === 0 || all.length === 0) return null;
  return (
    <div class="notice danger" ref={box} tabIndex={-1} role="alert" aria-labelledby="summary-title">
      <h3 id="summary-title">{texts.one.summary(all.length)}</h3>
      <ul>
        {all.map(({ name, sentence }) => (
          <li key={name + sentence}>{name ? <FieldLink name={name} sentence={sentence} /> : sentence}</li>
        ))}
      </ul>
    </div>
  );
}

function FieldLink({ name, sentence }: { name: string; sentence: string }) {
  const go = (event: Event) => {
    event.preventDefault();
    const control = document.getElementById(name);
    // The field may be folded away.
    control?.closest("details")?.setAttribute("open", "");
    control?.focus();
  };
  return (
    <a href={`#${name}`} onClick={go}>
      {sentence}
    </a>
  );
}
