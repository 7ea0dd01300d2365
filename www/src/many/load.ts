//! What the collection has, as a file of NDJSON: each relationship as it is stored, its numbers with all their digits.

import { signal } from "@preact/signals";
import { collection, ENDPOINT, noteRefusal, token } from "../connection/connection.ts";
import { compact } from "../json/layout.ts";
import { membersOf } from "../json/members.ts";
import { readFile } from "./rows.ts";
import { splitJson } from "./split.ts";

const PAGE_SIZE = 1000;

/** How many relationships have come so far, while some are to come. */
export const loading = signal<number | undefined>(undefined);

/** Why they did not come. */
export const loadFault = signal<string | undefined>(undefined);

/** Reads all pages, and puts them on the table. */
export async function loadCollection(): Promise<void> {
  const lines: string[] = [];
  loading.value = 0;
  loadFault.value = undefined;
  try {
    for (let continuation: string | null = ""; continuation !== null; ) {
      const headers: Record<string, string> = {
        authorization: `Bearer ${token.value}`,
        ercollectionid: collection.value,
        PageSize: String(PAGE_SIZE),
      };
      if (continuation) headers["continuationToken"] = continuation;
      const response = await fetch(ENDPOINT, { headers });
      const text = await response.text();
      const { status, paging } = JSON.parse(text);
      if (!response.ok) {
        noteRefusal(response.status, status.message);
        throw new Error(status.message);
      }
      // Cut out of the text, not parsed: a number is stored as it was sent.
      const data = membersOf(text)!.find(({ name }) => name === "data")!.value;
      for (const piece of splitJson(data).pieces) lines.push(compact(piece.text));
      loading.value = lines.length;
      continuation = paging.continuationToken;
    }
    readFile(new TextEncoder().encode(lines.join("\n")).buffer, `${collection.value}.ndjson`);
  } catch (error) {
    loadFault.value = String((error as Error).message);
  } finally {
    loading.value = undefined;
  }
}
