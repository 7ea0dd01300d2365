//! A labelled control with its hint and what is wrong with it, tied together for screen readers.

import type { ComponentChildren } from "preact";

/** What a control needs to be tied to its label and its messages. */
export interface ControlProps {
  id: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: "true" | undefined;
  "aria-required"?: "true" | undefined;
}

export interface FieldProps {
  id: string;
  label: string;
  /** The property's name, where the label is another. */
  name?: string | undefined;
  hint?: ComponentChildren;
  /** Sentences without a full stop. */
  errors?: readonly string[] | undefined;
  isRequired?: boolean | undefined;
  /** What helps to mend it. */
  help?: ComponentChildren;
  children: (props: ControlProps) => ComponentChildren;
}

export function Field({ id, label, name, hint, errors = [], isRequired, help, children }: FieldProps) {
  const described = [hint && `${id}-hint`, errors.length && `${id}-errors`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>
        {label} {name && <code class="muted">{name}</code>}
      </label>
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": errors.length ? "true" : undefined,
        "aria-required": isRequired ? "true" : undefined,
      })}
      {errors.length > 0 && (
        <ul class="errors" id={`${id}-errors`}>
          {errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
      {help}
      {hint && (
        <p class="muted small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
