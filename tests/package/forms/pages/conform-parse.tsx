//! Conform's stable API, which takes any function that judges.

import { parse, useForm } from "@conform-to/react";
import { createCatalog, flatten, type Relationship } from "er-relationships";
import { useState } from "react";
import { Field, FIELDS, show, Submit } from "./lib/fields.js";
import onFloor from "./lib/on_floor.json";
import { send } from "./lib/send.js";
import { valuesOf } from "./lib/values.js";

const catalog = createCatalog([onFloor]);

function resolve(payload: object) {
  const value = valuesOf(payload);
  const result = catalog.validate(value);
  if (result.valid) return { value: value as unknown as Relationship };
  const { form, fields } = flatten(result);
  return { error: { ...fields, "": form } };
}

function Form() {
  const [answer, setAnswer] = useState("");
  const [form, fields] = useForm<Relationship>({
    shouldValidate: "onBlur",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parse(formData, { resolve }),
    async onSubmit(event, { submission }) {
      event.preventDefault();
      if (submission?.status === "success") setAnswer(await send(submission.value));
    },
  });
  const { floor } = fields.customData.getFieldset();
  return (
    <form id={form.id} onSubmit={form.onSubmit} noValidate>
      {FIELDS.map(({ name, label }) => (
        <Field key={name} name={name} label={label} message={fields[name].errors?.[0]}>
          <input name={name} />
        </Field>
      ))}
      <Field name="customData.floor" label="Floor" message={floor?.errors?.[0]}>
        <input name="customData.floor" />
      </Field>
      <Submit answer={answer} />
    </form>
  );
}

show(<Form />);
