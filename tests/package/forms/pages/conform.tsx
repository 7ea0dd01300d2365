//! Conform's coming API, which takes a Standard Schema.

import { useForm } from "@conform-to/react/future";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { createCatalog, type Relationship } from "er-relationships";
import { useState } from "react";
import { Field, FIELDS, show, Submit } from "./lib/fields.js";
import onFloor from "./lib/on_floor.json";
import { send } from "./lib/send.js";
import { valuesOf } from "./lib/values.js";

const { relationship } = createCatalog([onFloor]);

/** Conform has the texts of the form, not yet the values. */
const texts: StandardSchemaV1<Relationship> = {
  "~standard": {
    ...relationship["~standard"],
    validate: (payload) => relationship["~standard"].validate(valuesOf(payload as object)),
  },
};

function Form() {
  const [answer, setAnswer] = useState("");
  const { form, fields } = useForm(texts, {
    shouldValidate: "onBlur",
    shouldRevalidate: "onInput",
    async onSubmit(event, { value }) {
      event.preventDefault();
      setAnswer(await send(value));
    },
  });
  const floor = form.getField("customData.floor");
  return (
    <form {...form.props}>
      {FIELDS.map(({ name, label }) => (
        <Field key={name} name={name} label={label} message={fields[name].errors?.[0]}>
          <input name={name} />
        </Field>
      ))}
      <Field name={floor.name} label="Floor" message={floor.errors?.[0]}>
        <input name={floor.name} />
      </Field>
      <Submit answer={answer} />
    </form>
  );
}

show(<Form />);
