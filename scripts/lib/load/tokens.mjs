//! Tokens for a load, which may outlast one.

import { developmentToken } from "../token.mjs";

const LIFETIME_SECONDS = 3600;

/** A token is replaced while it is still good for any request under way. */
const RENEW_MILLIS = (LIFETIME_SECONDS / 2) * 1000;

/** Whether an address is this machine's, where the development key is known. */
export function isLocal({ hostname }) {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/** A source of development tokens that are never about to expire. */
export function developmentTokens({ now = Date.now, make = developmentToken } = {}) {
  let token;
  let renewAt = 0;
  return async () => {
    if (now() >= renewAt) {
      renewAt = now() + RENEW_MILLIS;
      token = await make({ expiresSeconds: LIFETIME_SECONDS });
    }
    return token;
  };
}
