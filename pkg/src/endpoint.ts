import { type EndpointCore, type InMemory, newEndpointCore } from "#endpoint";
import { moduleNow } from "#load";
import { misuse, unavailable } from "./errors.js";
import { asSchemaError, schemaText } from "./schema_text.js";
import type { JsonSchema } from "./types.js";

export type { ErrorCode } from "./errors.js";
export type { JsonSchema } from "./types.js";

/** What a caller may do with a collection, strongest first. Writing takes `readwrite` or more. */
export type Permission = "owner" | "admin" | "readwrite" | "readonly";

/** Whom a token stands for, by the names that claims have. */
export interface Caller {
  /** The subject, which access lists name. */
  sub: string;
  /** Scopes with spaces between them; `apollo_write apollo_read` unless said otherwise. */
  scope?: string | undefined;
  /** The client; none unless said otherwise. */
  client_id?: string | undefined;
}

/** Whose signed tokens (JWTs) are accepted, as the settings of the deployed Worker say it. */
export interface Issuer {
  /** What a token's `iss` must be. */
  issuer: string;
  /** What a token's `aud` must be, or hold. */
  audience: string;
  /** The issuer's keys, a JWK Set. */
  jwks: { readonly keys: readonly object[] };
}

/** What an endpoint is made of. */
export interface EndpointOptions {
  /** The registered collections: by id, what each subject may do there. */
  collections: { readonly [id: string]: { readonly [subject: string]: Permission } };
  /** Relationship types beside the built-in ones: their schemas, whose `title` is the type's name. */
  types?: readonly JsonSchema[] | undefined;
  /** Callers by their token, any text without spaces; or, told by its `jwks`, an issuer, whose tokens are checked in full. */
  tokens: { readonly [token: string]: Caller } | Issuer;
  /** Origins whose pages may call, such as `https://app.example.com`; none unless said otherwise. */
  allowedOrigins?: readonly string[] | undefined;
}

/** The endpoint, in memory. */
export interface Endpoint {
  /**
   * Answers a request as the deployed endpoint does, to the byte. Takes one `Request`, with an absolute URL of any
   * origin; nothing goes over the network. May be handed on without its object.
   */
  fetch(request: Request): Promise<Response>;
  /** Everything stored, by the keys of Workers KV: collections `c:…`, types `t:…`, relationships `r:…` and `h:…`. */
  snapshot(): Record<string, string>;
}

let core: EndpointCore | undefined;

/** The wasm, which all endpoints share; each has a store of its own. */
function runningCore(): EndpointCore {
  if (core) return core;
  const fresh = newEndpointCore();
  try {
    fresh.initSync({ module: moduleNow() });
  } catch (cause) {
    throw unavailable(cause);
  }
  return (core = fresh);
}

/**
 * Makes an endpoint that keeps everything in memory: the deployed one's own code, for tests, story books and pages
 * without a server.
 *
 * @example
 * import { createEndpoint } from "er-relationships/endpoint";
 *
 * const endpoint = createEndpoint({
 *   collections: { "Building-7": { ann: "owner" } },
 *   types: [],
 *   tokens: { "anns-token": { sub: "ann" } },
 * });
 * const response = await endpoint.fetch(
 *   new Request("https://example.com/apollo/er/relationships", {
 *     method: "POST",
 *     headers: {
 *       authorization: "Bearer anns-token",
 *       "content-type": "application/json",
 *       ercollectionid: "Building-7",
 *       async: "false",
 *     },
 *     body: JSON.stringify({
 *       id: "B1-F1",
 *       relationshipName: "B1 hasPart F1",
 *       relationshipType: "BRICK_0_4__hasPart_Location_Location",
 *       sourceEntityId: "B1",
 *       destinationEntityId: "F1",
 *     }),
 *   }),
 * );
 * response.status; // 201
 * endpoint.snapshot()["r:Building-7,B1-F1"]; // the relationship as it is stored
 *
 * @throws a `TypeError` with a `code`: `optionInvalid` (with the `location` in the options), or `schemaInvalid` for a
 *   type (with its `index`, and the `location` in the schema); an `Error` with the code `wasmUnavailable` and the cause
 *   where there is no WebAssembly
 */
export function createEndpoint(options: EndpointOptions): Endpoint {
  if (typeof options !== "object" || options === null) throw misuse("optionInvalid", "createEndpoint takes an object");
  const { collections, types = [], tokens, allowedOrigins } = options;
  if (!Array.isArray(types)) throw misuse("optionInvalid", "types must be a list of schemas", { location: "types" });
  const schemas = types.map((schema, index) => schemaText(schema, typeName(index), { index }));
  const { Endpoint } = runningCore();
  let endpoint: InMemory;
  try {
    endpoint = new Endpoint({ collections, tokens, allowedOrigins }, schemas);
  } catch (thrown) {
    throw misuseOf(thrown);
  }
  return {
    async fetch(request) {
      if (!isRequest(request)) throw misuse("optionInvalid", "fetch takes a Request");
      return endpoint.fetch(request);
    },
    snapshot() {
      return JSON.parse(endpoint.snapshot());
    },
  };
}

function typeName(index: number): string {
  return `relationship type ${index}`;
}

/** What to throw in place of what the core threw. */
function misuseOf(thrown: unknown): unknown {
  // The core throws JSON text; anything else is of a getter or a proxy in the options.
  if (typeof thrown !== "string") return thrown;
  const { code, location, reason, index } = JSON.parse(thrown);
  if (code !== "optionInvalid") return asSchemaError(thrown, typeName(index), { index });
  return misuse(code, `${location}: ${reason}`, { location });
}

function isRequest(request: unknown): request is Request {
  // Not `instanceof`: the request may be of another realm, or of a library.
  return Object.prototype.toString.call(request) === "[object Request]";
}
