import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { relationship } from "er-relationships";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Field, FIELDS, show, Submit } from "./lib/fields.js";
import { send } from "./lib/send.js";
import { valueOf } from "./lib/values.js";

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
      <Field name="customData" label="Custom data (JSON)" message={formState.errors.customData?.message as string | undefined}>
        <textarea {...control("customData")} />
      </Field>
      <Submit answer={answer} />
    </form>
  );
}

show(<Form />);
