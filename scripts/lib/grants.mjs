//! Access lists as they are typed.

import { UsageError } from "./cli.mjs";
import { PERMISSIONS } from "./dev-store.mjs";

/**
 * `["bob=readwrite"]` to `{bob: "readwrite"}`.
 *
 * @throws {UsageError}
 */
export function parseGrants(grants) {
  return Object.fromEntries(grants.map(parseGrant));
}

function parseGrant(grant) {
  // The last one: a token's subject may hold equals signs, a permission cannot.
  const at = grant.lastIndexOf("=");
  const user = grant.slice(0, Math.max(at, 0));
  const permission = grant.slice(at + 1);
  if (user && PERMISSIONS.includes(permission)) return [user, permission];
  throw new UsageError(`--grant takes USER=${PERMISSIONS.join("|")}, not \`${grant}\``);
}
