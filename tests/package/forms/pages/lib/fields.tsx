//! What the React pages share: the fields, and how they look.

import { type ReactElement, cloneElement } from "react";
import { createRoot } from "react-dom/client";

/** The five required properties. */
export const FIELDS = [
  { name: "id", label: "Id" },
  { name: "relationshipName", label: "Name" },
  { name: "relationshipType", label: "Type" },
  { name: "sourceEntityId", label: "Source" },
  { name: "destinationEntityId", label: "Destination" },
] as const;

interface FieldProps {
  name: string;
  label: string;
  /** What is wrong, if anything is. */
  message: string | undefined;
  /** The input or text area. */
  children: ReactElement<Record<string, unknown>>;
}

/** A label, a control, and what is wrong with its text. */
export function Field({ name, label, message, children }: FieldProps) {
  const error = `${name}-error`;
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      {cloneElement(children, { id: name, "aria-invalid": message !== undefined, "aria-describedby": error })}
      <p id={error} role="alert">
        {message}
      </p>
    </div>
  );
}

/** The end of each form: the button, and what became of the relationship. */
export function Submit({ answer }: { answer: string }) {
  return (
    <footer>
      <button>Create</button>
      <output>{answer}</output>
    </footer>
  );
}

/** Puts a form on the page. */
export function show(form: ReactElement) {
  createRoot(document.querySelector("main")!).render(form);
}
