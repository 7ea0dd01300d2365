//! A server with the page, a collection to send to, and the token that it offers.

import { collectionEntries } from "../../../scripts/lib/dev-store.mjs";
import { DEV_AUDIENCE, DEV_ISSUER, DEV_USER, developmentKey, developmentToken, publicKeys } from "../../../scripts/lib/token.mjs";
import { startWorker } from "../../worker/lib/server.mjs";

/** The collection that is offered; the development user owns it. */
export const COLLECTION = "page";

/** As a deployed Worker has them, no origin but its own among them; `npm start` adds the offer. */
export async function settings() {
  const token = await developmentToken();
  return {
    TOKEN_ISSUER: DEV_ISSUER,
    TOKEN_AUDIENCE: DEV_AUDIENCE,
    JWKS: JSON.stringify(publicKeys(await developmentKey())),
    DEVELOPMENT_OFFER: JSON.stringify({ token, collection: COLLECTION }),
  };
}

/** What the KV holds of collections that the development user owns. */
export function ownedCollections(...names) {
  return names.flatMap((name) => collectionEntries(name, { [DEV_USER]: "owner" }));
}

/** Starts a server with `COLLECTION` and the collections named. */
export async function startEndpoint(...names) {
  return startWorker({ settings: await settings(), entries: ownedCollections(COLLECTION, ...names) });
}

/** All that a collection has, as the endpoint lists it: page by page, in full. */
export async function stored(url, collection) {
  const all = [];
  for (let continuation = ""; continuation !== null; ) {
    const headers = { Authorization: `Bearer ${await developmentToken()}`, ercollectionid: collection, PageSize: "1000", Consistency: "strong" };
    if (continuation) headers.continuationToken = continuation;
    const response = await fetch(`${url}/apollo/er/relationships?includeSystemData=true`, { headers });
    const { status, data, paging } = await response.json();
    if (!response.ok) throw new Error(status.message);
    all.push(...data);
    continuation = paging.continuationToken;
  }
  return all;
}
