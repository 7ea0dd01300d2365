import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { relationship } from "er-relationships";
import { useState } from "react";
import { type FieldErrors, useForm } from "react-hook-form";
import { Field, FIELDS, show, Submit } from "./lib/fields.js";
import { send } from "./lib/send.js";
import { valueOf } from "./lib/values.js";

/** What is wrong with customData or with anything inside of it, which has no field of its own. */
function messageInside(errors: FieldErrors[string]): string | undefined {
  if (typeof errors?.message === "string") return errors.message;
  return Object.values(errors ?? {}).map((inner) => messageInside(inner as typeof errors)).find(Boolean);
}

function Form() {
  const [answer, setAnswer] = useState("");
  const { register, handleSubmit, formState } = useForm({ resolver: standardSchemaResolver(relationship) });
  const control = (name: (typeof FIELDS)[number]["name"] | "customData") => {
    return register(name, { setValueAs: (text) => valueOf(name, text) });
  };
  return (
    <form onSubmit={handleSubmit(async (values) => setAnswer(await send(values)))}>
      {FIELDS.map(({ name, label }) => (
        <Field key={name} name={name} label={label} message={formState.errors[name]?.message}>
          <input {...control(name)} />
        </Field>
      ))}
      <Field name="customData" label="Custom data (JSON)" message={messageInside(formState.errors.customData)}>
        <textarea {...control("customData")} />
      </Field>
      <Submit answer={answer} />
    </form>
  );
}

show(<Form />);
