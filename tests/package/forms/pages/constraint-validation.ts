//! A form without a library: the browser keeps it from being submitted, and shows the messages.

import { explain, type Relationship, validate } from "er-relationships";
import { send } from "./lib/send.js";
import { valuesOf } from "./lib/values.js";

const form = document.querySelector("form")!;
const controls = form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea");

function read(): Record<string, unknown> {
  return valuesOf(Object.fromEntries(new FormData(form)));
}

/** Tells the browser what is wrong. The texts stand beside the fields too, where the style shows them when it is time. */
function judge() {
  const { issues } = validate(read());
  for (const control of controls) {
    // What is wrong inside of customData is said of its text area.
    const issue = issues.find(({ path }) => path[0] === control.name);
    const message = issue ? explain(issue) : "";
    control.setCustomValidity(message);
    document.getElementById(`${control.name}-error`)!.textContent = message;
  }
}

form.addEventListener("input", judge);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  form.querySelector("output")!.value = await send(read() as unknown as Relationship);
});
judge();
