//! Where relationships are sent, and as whom. Held in this page only: nothing of it is stored.

import { computed, signal } from "@preact/signals";

/** The endpoint: always the one that serves this page. */
export const ENDPOINT = "/apollo/er/relationships";

/** Tells a token on a local server, and is unknown elsewhere. */
const DEVELOPMENT_TOKEN = "/development-token";

const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** The id of the collection: the header `ercollectionid`. */
export const collection = signal("");

/** The access token. */
export const token = signal("");

/** What a local server offers. */
export const offer = signal<{ token: string; collection: string } | undefined>(undefined);

/** What the endpoint found wrong with the token or the collection, until they change. */
export const refusal = signal<{ field: "token" | "collection"; message: string } | undefined>(undefined);

/** Whether both are there, and can stand in a header. */
export const isConnected = computed(() => isCollectionId(collection.value) && isBearer(token.value));

/** Printable ASCII, no space, no comma (contract, section 1). */
export function isCollectionId(text: string): boolean {
  return /^[!-+\--~]{1,128}$/.test(text);
}

/** What may stand behind `Bearer` (RFC 6750, `b64token`). */
export function isBearer(text: string): boolean {
  return /^[\w.~+/-]+=*$/.test(text);
}

/** Who the token says its bearer is; undefined if it does not say. */
export const bearer = computed(() => {
  try {
    const payload = token.value.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const { sub, exp } = JSON.parse(new TextDecoder().decode(bytes));
    return { subject: String(sub), expires: typeof exp === "number" ? new Date(exp * 1000) : undefined };
  } catch {
    return undefined;
  }
});

/** Asks a local server for its token. Where there is none to be had, nothing is offered. */
export async function readOffer(): Promise<void> {
  if (!LOCAL_HOSTS.includes(location.hostname)) return;
  try {
    const response = await fetch(DEVELOPMENT_TOKEN);
    if (response.ok) offer.value = await response.json();
  } catch {
    // The server is away; a token can be pasted.
  }
}

/** Notes that the endpoint refused a request because of the token or the collection; whether it did. */
export function noteRefusal(status: number, message: string): boolean {
  const isCollection = (status === 403 && !message.includes("scope")) || (status === 400 && message.includes("ercollectionid"));
  const field = status === 401 || (status === 403 && !isCollection) ? "token" : isCollection ? "collection" : undefined;
  if (field) refusal.value = { field, message };
  return field !== undefined;
}
