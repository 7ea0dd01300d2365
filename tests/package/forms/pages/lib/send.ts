import type { Relationship } from "er-relationships";

/** Sends a relationship as an application does, and tells what became of it. */
export async function send(relationship: Relationship): Promise<string> {
  const response = await fetch("/apollo/er/relationships", {
    method: "POST",
    headers: { authorization: "Bearer anns-token", "content-type": "application/json", ercollectionid: "HQ", async: "false" },
    body: JSON.stringify(relationship),
  });
  return response.status === 201 ? `Stored ${relationship.id}` : `Not stored: ${response.status} ${await response.text()}`;
}
