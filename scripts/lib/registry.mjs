//! Collections through the API of a running server.

import { Failure } from "./cli.mjs";
import { developmentToken } from "./token.mjs";

/** What a collection of this machine belongs to; nobody looks at it here. */
const OWNER = { accountId: "development", vaultId: "development" };

/** How long a server may take to answer. */
const ANSWER_MILLIS = 10_000;

/**
 * Creates a collection if it is not there, and gives it this access list.
 *
 * @param {string} url of the server
 * @param {string} id
 * @param {Record<string, string>} access permission by token subject; the development user is an owner
 * @returns {Promise<boolean>} `false` if no server listens there
 * @throws {Failure} if it refuses
 */
export async function registerCollection(url, id, access) {
  const created = await send(url, "POST", "", { collectionId: id, collectionName: id });
  if (created === undefined) return false;
  if (![201, 409].includes(created.status)) throw new Failure(`${url}: ${created.message}`);
  const permissions = Object.entries(access).map(([subject, permission]) => ({ subject, permission }));
  const changed = await send(url, "PUT", `/${encodeURIComponent(id)}/permissions`, { permissions });
  if (changed?.status !== 200) throw new Failure(`${url}: ${changed?.message ?? "the server ended"}`);
  return true;
}

async function send(url, method, path, body) {
  const headers = { Authorization: `Bearer ${await developmentToken()}`, "Content-Type": "application/json", ...OWNER };
  const options = { method, headers, body: JSON.stringify(body), signal: AbortSignal.timeout(ANSWER_MILLIS) };
  let response;
  try {
    response = await fetch(`${url}/apollo/collections${path}`, options);
  } catch (error) {
    if (error.cause?.code === "ECONNREFUSED") return undefined;
    throw new Failure(`${url}: ${error.cause?.message ?? error.message}`);
  }
  const { status } = await response.json();
  return { status: response.status, message: status.message };
}
