//! A text field with a list to choose from: the ARIA combobox pattern, its keys by `@github/combobox-nav`.

import Navigation from "@github/combobox-nav";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ControlProps } from "./Field.tsx";

export interface Option {
  value: string;
  /** What is shown beside the value. */
  label?: string | undefined;
}

export interface ComboboxProps extends ControlProps {
  /** Names the list. */
  label: string;
  value: string;
  /** What can be chosen now; the caller searches. */
  options: readonly Option[];
  /** Shown where there is nothing to choose. */
  empty?: string | undefined;
  /** Each change of the text. */
  onInput: (text: string) => void;
  /** An option was chosen. */
  onCommit: (value: string) => void;
  onBlur?: (() => void) | undefined;
}

export function Combobox({ label, value, options, empty, onInput, onCommit, onBlur, id, ...control }: ComboboxProps) {
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const navigation = useRef<Navigation | undefined>(undefined);
  const isOpen = useSignal(false);

  useLayoutEffect(() => {
    const keys = new Navigation(input.current!, list.current!, { tabInsertsSuggestions: false });
    navigation.current = keys;
    return () => keys.destroy();
  }, []);

  // Before the next key can come.
  useLayoutEffect(() => {
    if (!isOpen.value) return;
    navigation.current?.start();
    return () => navigation.current?.stop();
  }, [isOpen.value]);

  // What was marked may stand at another place now, or not be there any more.
  useLayoutEffect(() => {
    const marked = list.current!.querySelector("[aria-selected=true]");
    if (marked) input.current!.setAttribute("aria-activedescendant", marked.id);
    else input.current!.removeAttribute("aria-activedescendant");
  }, [options]);

  const close = () => (isOpen.value = false);
  const commit = (event: Event) => {
    const chosen = (event.target as HTMLElement).closest<HTMLElement>("[role=option]")?.dataset["value"];
    if (chosen === undefined) return;
    close();
    onCommit(chosen);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && isOpen.value) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      isOpen.value = true;
    }
  };

  return (
    <div class="combobox">
      <input
        {...control}
        ref={input}
        id={id}
        role="combobox"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-expanded={isOpen.value && options.length > 0}
        aria-controls={`${id}-list`}
        value={value}
        onInput={(event) => {
          isOpen.value = true;
          onInput(event.currentTarget.value);
        }}
        onClick={() => (isOpen.value = true)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          close();
          onBlur?.();
        }}
      />
      {/* Pressing the mouse must not take the focus, which would close the list before the click. */}
      <ul
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={!isOpen.value || options.length === 0}
        onMouseDown={(event) => event.preventDefault()}
        // The library's own event, also for a click.
        {...{ "oncombobox-commit": commit }}
      >
        {options.map((option, index) => (
          <li key={option.value} id={`${id}-option-${index}`} role="option" aria-selected={false} data-value={option.value}>
            <span>{option.value}</span>
            {option.label && <span class="muted small">{option.label}</span>}
          </li>
        ))}
      </ul>
      {isOpen.value && options.length === 0 && empty && (
        <p class="empty muted small" role="status">
          {empty}
        </p>
      )}
    </div>
  );
}
