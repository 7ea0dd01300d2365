//! From the texts of a form to the values of a relationship.

/**
 * The value of one field. To JavaScript an empty text is a value like any other, and the endpoint takes it for a name:
 * whoever wants "is required" leaves it out. Of an empty id the verdict says so itself.
 */
export function valueOf(name: string, text: string): any {
  if (name === "customData") return text ? jsonOr(text) : undefined;
  return text === "" && !/^id$|EntityId$/.test(name) ? undefined : text;
}

/** The values of a form's whole payload; what is no text is there already. */
export function valuesOf(payload: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).map(([name, text]) => [name, typeof text === "string" ? valueOf(name, text) : text]));
}

/** What a JSON text says. One that is no JSON stays a text, which is no object, as the verdict will say. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
