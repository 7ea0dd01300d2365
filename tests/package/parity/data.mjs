//! The table of `tests/cases/` as plain data, for hosts that can neither read files nor sign tokens.

import { requestOf } from "../../lib/request.mjs";
import { loadCases } from "../../lib/table.mjs";
import { DEV_AUDIENCE, DEV_ISSUER, developmentKey, publicKeys } from "../../../scripts/lib/token.mjs";

/**
 * All cases, each request as it is to be sent: with its token, and a body of one character for each byte. Their tokens
 * are of now, so they are to be run soon.
 */
export async function loadParityData() {
  const cases = await Promise.all((await loadCases()).map(withRequests));
  const jwks = publicKeys(await developmentKey());
  return { tokens: { issuer: DEV_ISSUER, audience: DEV_AUDIENCE, jwks }, cases };
}

async function withRequests({ id, name, title, collections, types, steps, stored }) {
  const sendable = async ({ request, answer }) => {
    const { body, ...rest } = await requestOf(id, request);
    return { request: { ...rest, body: body.toString("latin1") }, answer };
  };
  return { name, title, collections, types, steps: await Promise.all(steps.map(sendable)), stored };
}
