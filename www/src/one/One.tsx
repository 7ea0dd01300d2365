//! The view for one relationship: the form, the JSON that it makes, and the answer.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { AnswerPanel } from "../answer/AnswerPanel.tsx";
import { askForConnection } from "../connection/Connection.tsx";
import { isConnected, refusal } from "../connection/connection.ts";
import { coreState } from "../core.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Field } from "../parts/Field.tsx";
import { typeInfo } from "../registry.ts";
import { OPTIONAL, type TextProperty } from "../relationship/properties.ts";
import { texts } from "../texts.ts";
import { ErrorSummary } from "./ErrorSummary.tsx";
import { EXAMPLE } from "./example.ts";
import { answer, curl, draft, errors, fill, isSending, leaveField, naming, setField, submit, swapEnds, swapHint, text, verdict } from "./form.ts";
import { TypeField } from "./TypeField.tsx";
import { explain } from "er-relationships/slim";

export function One() {
  const attempt = useSignal(0);
  const optional = useRef<HTMLDetailsElement>(null);

  const onSubmit = async (event: Event) => {
    event.preventDefault();
    const isTaken = await submit();
    if (isTaken) attempt.value = 0;
    else if (errors.value.size) {
      if ([...OPTIONAL, "customData" as const].some((name) => errors.value.has(name))) optional.current!.open = true;
      attempt.value++;
    } else if (!isConnected.value || refusal.value) askForConnection.dispatchEvent(new Event("ask"));
  };
  const startOver = (fields: typeof EXAMPLE | {}) => {
    fill(fields);
    answer.value = undefined;
    attempt.value = 0;
  };

  const { sourceClass, destinationClass } = typeInfo(draft.value.relationshipType);
  return (
    <div class="one">
      <form class="panel stack" noValidate onSubmit={onSubmit} onMouseDown={keepInPlace}>
        <div class="row apart">
          <h2>{texts.one.title}</h2>
          <button type="button" class="link" onClick={() => startOver(EXAMPLE)}>
            {texts.one.example}
          </button>
        </div>
        <p class="muted">{texts.one.intro}</p>
        <ErrorSummary attempt={attempt.value} />
        <TypeField />
        <div class="columns">
          <TextField name="sourceEntityId" className={sourceClass} />
          <TextField name="destinationEntityId" className={destinationClass} />
        </div>
        {swapHint.value && (
          <div class="notice warning row">
            <span>{explain(swapHint.value)}</span>
            <button type="button" onClick={swapEnds}>
              {texts.one.swap}
            </button>
          </div>
        )}
        <div class="columns">
          <TextField name="id" />
          <TextField name="relationshipName" />
        </div>
        {naming.value && (!draft.value.id || !draft.value.relationshipName) && (
          <div>
            <button type="button" onClick={() => (draft.value = { ...draft.value, ...naming.value })}>
              {texts.one.fillIn}
            </button>
          </div>
        )}
        <details ref={optional}>
          <summary>{texts.one.optional}</summary>
          <div class="stack folded">
            <p class="muted small">{texts.one.restricted}</p>
            <div class="columns">
              {OPTIONAL.map((name) => (
                <TextField key={name} name={name} />
              ))}
            </div>
            <CustomDataField />
          </div>
        </details>
        <div class="row">
          <button class="primary" aria-disabled={isSending.value}>
            {isSending.value ? texts.one.sending : texts.one.send}
          </button>
          <button type="button" onClick={() => startOver({})}>
            {texts.one.clear}
          </button>
          <Verdict />
        </div>
      </form>
      <div class="stack">
        <section class="panel stack close" aria-labelledby="json-title">
          <h3 id="json-title">{texts.one.json}</h3>
          <pre tabIndex={0} aria-labelledby="json-title">
            {text}
          </pre>
          <div class="row">
            <CopyButton label={texts.one.copyJson} text={() => text.value} />
            <CopyButton label={texts.one.copyCurl} text={curl} />
          </div>
        </section>
        <AnswerPanel answer={answer.value} />
      </div>
    </div>
  );
}

/**
 * Leaving a field may show its error and push everything below it down. Under a mouse that is pressed on a button, that
 * would be somewhere else when it is released; so pressing it leaves no field.
 */
function keepInPlace(event: MouseEvent): void {
  if ((event.target as Element).closest("button, summary")) event.preventDefault();
}

function TextField({ name, className }: { name: TextProperty; className?: string | undefined }) {
  const label = texts.one.labels[name];
  return (
    <Field
      id={name}
      name={name}
      label={className ? texts.one.endOf(label, className) : label}
      hint={texts.one.hints[name]}
      errors={errors.value.get(name)}
      isRequired={!OPTIONAL.some((optional) => optional === name)}
    >
      {(props) => (
        <input
          {...props}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={draft.value[name]}
          onInput={(event) => setField(name, event.currentTarget.value)}
          onBlur={() => leaveField(name)}
        />
      )}
    </Field>
  );
}

function CustomDataField() {
  const name = "customData";
  return (
    <Field id={name} name={name} label={texts.one.labels[name]} hint={texts.one.hints[name]} errors={errors.value.get(name)}>
      {(props) => (
        <textarea
          {...props}
          spellcheck={false}
          value={draft.value[name]}
          onInput={(event) => setField(name, event.currentTarget.value)}
          onBlur={() => leaveField(name)}
        />
      )}
    </Field>
  );
}

/** Whether the core would let it pass, said while typing. */
function Verdict() {
  if (coreState.value === "unavailable") return null;
  if (!verdict.value) return <span class="muted">{texts.one.waiting}</span>;
  return verdict.value.valid ? <span class="badge success">{texts.one.valid}</span> : null;
}
