import { useForm, useStore } from "@tanstack/react-form";
import { type Relationship, relationship } from "er-relationships";
import { useState } from "react";
import { Field, FIELDS, show, Submit } from "./lib/fields.js";
import { send } from "./lib/send.js";
import { valueOf } from "./lib/values.js";

const ALL_FIELDS = [...FIELDS, { name: "brickSourceEntityType", label: "Brick type of the source" }] as const;

function Form() {
  const [answer, setAnswer] = useState("");
  const form = useForm({
    // What the user has not come to is not there yet.
    defaultValues: { id: "", sourceEntityId: "", destinationEntityId: "" } as Relationship,
    validators: { onChange: relationship },
    onSubmit: async ({ value }) => setAnswer(await send(value)),
  });
  // What is wrong inside of customData, which has no fields of its own, TanStack Form keeps with the form.
  const issues = useStore(form.store, ({ errorMap }) => Object.values(errorMap.onChange ?? {}).flat());
  const ofCustomData = issues.find(({ path }) => path?.[0] === "customData");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.handleSubmit();
      }}
    >
      {ALL_FIELDS.map(({ name, label }) => (
        <form.Field key={name} name={name}>
          {({ state, handleBlur, handleChange }) => (
            <Field name={name} label={label} message={state.meta.isTouched ? state.meta.errors[0]?.message : undefined}>
              <input
                name={name}
                value={state.value ?? ""}
                onBlur={handleBlur}
                onChange={(event) => handleChange(valueOf(name, event.target.value))}
              />
            </Field>
          )}
        </form.Field>
      ))}
      <form.Field name="customData">
        {({ state, handleBlur, handleChange }) => (
          <Field name="customData" label="Custom data (JSON)" message={state.meta.isTouched ? ofCustomData?.message : undefined}>
            <textarea name="customData" onBlur={handleBlur} onChange={(event) => handleChange(valueOf("customData", event.target.value))} />
          </Field>
        )}
      </form.Field>
      <Submit answer={answer} />
    </form>
  );
}

show(<Form />);
