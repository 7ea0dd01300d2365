//! What a row states: which relationship of which type stands between which entities.

/** The texts of a row that the checks across rows compare; absent what is no text. */
export interface Statement {
  id: string | undefined;
  type: string | undefined;
  source: string | undefined;
  destination: string | undefined;
}

/** What an object states. */
export function statementOf(object: Record<string, unknown>): Statement {
  return {
    id: textIn(object["id"]),
    type: textIn(object["relationshipType"]),
    source: textIn(object["sourceEntityId"]),
    destination: textIn(object["destinationEntityId"]),
  };
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
