//! The relationship type: typed or chosen, searched by verb and class.

import { useMemo } from "preact/hooks";
import { Combobox, type Option } from "../parts/Combobox.tsx";
import { Field } from "../parts/Field.tsx";
import { registryFault, types } from "../registry.ts";
import type { TypeInfo } from "../relationship/type_info.ts";
import { texts } from "../texts.ts";
import { draft, errors, leaveField, setField, suggestions } from "./form.ts";

export function TypeField() {
  const value = draft.value.relationshipType;
  const options = useMemo(() => search(types.value.values(), value), [types.value, value]);
  return (
    <Field
      id="relationshipType"
      label={texts.one.labels.relationshipType}
      name="relationshipType"
      isRequired
      errors={errors.value.get("relationshipType")}
      hint={
        <>
          {texts.one.hints["relationshipType"]} {texts.one.typesOf(options.length, types.value.size)}.
          {registryFault.value && ` ${texts.one.typesNotRead(registryFault.value)}`}
        </>
      }
      help={suggestions.value.map((name) => (
        <button type="button" class="suggestion" onClick={() => setField("relationshipType", name)}>
          {texts.one.useType(name)}
        </button>
      ))}
    >
      {(props) => (
        <Combobox
          {...props}
          label={texts.one.labels.relationshipType}
          value={value}
          options={options}
          empty={texts.one.noType}
          onInput={(text) => setField("relationshipType", text)}
          onCommit={(name) => setField("relationshipType", name)}
          onBlur={() => leaveField("relationshipType")}
        />
      )}
    </Field>
  );
}

/** The types in whose name or classes each word occurs; all of them while one is chosen, so that it can be exchanged. */
function search(infos: Iterable<TypeInfo>, text: string): Option[] {
  const all = [...infos];
  const words = all.some(({ name }) => name === text) ? [] : text.toLowerCase().split(/[\s→>]+/);
  return all
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .map(({ name, sourceClass, destinationClass }) => ({
      value: name,
      label: sourceClass && destinationClass ? texts.one.fromTo(sourceClass, destinationClass) : texts.one.anyClasses,
    }));
}
