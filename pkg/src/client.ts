//! `import { postRelationships } from "er-relationships/client"`: sends any number of relationships to an endpoint.

import { misuse } from "./errors.js";
import { jsonText } from "./json_text.js";
import { MAX_BODY_BYTES, MAX_RELATIONSHIPS } from "./limits.js";
import { messageOf } from "./message.js";
import type { Issue, IssueCode, Path, Relationship } from "./types.js";

export type { ErrorCode } from "./errors.js";
export type { Issue, IssueCode, Relationship } from "./types.js";

/** Tries of one request unless said otherwise. With the pauses below the last comes after about a minute. */
const MAX_ATTEMPTS = 8;

const FIRST_PAUSE_MILLIS = 500;
const MAX_PAUSE_MILLIS = 30_000;

/** Without an answer by then, the request counts as failed by the network. */
const TIMEOUT_MILLIS = 60_000;

/** Who is to wait for longer is told instead, and can resume. */
const MAX_RETRY_AFTER_MILLIS = 300_000;

/** What became of one relationship. */
export interface PostResult {
  /** Its place in the list. */
  index: number;
  /** Its id; `null` if it has none. */
  id: string | null;
  /** The first three are stored as sent. */
  outcome: "created" | "updated" | "unchanged" | "failed";
  /** Of a stored one: its version, `sysRelationshipVersion`. In quotes it is the entity tag for `If-Match`. */
  version?: number;
  /** What is wrong with one that failed, each with the `index`; `explain` and `flatten` take them. */
  issues: Issue[];
}

/** How far a call has come. Plain data: what `JSON.parse` makes of its JSON can be resumed as well. */
export interface PostProgress {
  /** How many relationships there are. */
  total: number;
  /** How many have a result. */
  done: number;
  /** By index; `null` where nothing is known yet. */
  results: (PostResult | null)[];
  /** The request whose answer is awaited, or was lost: its key, and the indices of its relationships. */
  pending?: { key: string; indices: number[] };
}

/** Where to send, and how. */
export interface PostOptions {
  /** The whole address, `https://example.com/apollo/er/relationships`; in a page it may be relative. */
  url: string | URL;
  /** The collection: the header `ercollectionid`. */
  collection: string;
  /** The access token, or a function that gives it, asked before each request. */
  token: string | (() => string | Promise<string>);
  /** Find out what would become of each, and store nothing. */
  dryRun?: boolean | undefined;
  /** Stops. What is stored by then stays stored; see `resume`. */
  signal?: AbortSignal | undefined;
  /** Called before each request and at the end, with the same object each time. */
  onProgress?: ((progress: PostProgress) => void) | undefined;
  /** Go on where an earlier call with the same relationships stopped: the `progress` of its error. */
  resume?: PostProgress | undefined;
  /** Tries of one request, the first included: a positive integer, 8 unless said otherwise. */
  maxAttempts?: number | undefined;
  /** In place of the host's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** What `postRelationships` rejects with, mistakes of the caller (`TypeError`) apart. */
export interface PostError extends Error {
  /**
   * - `refused`: the endpoint answered with another status than 201 and 207, and `maxAttempts` times if that may pass
   * - `noAnswer`: none came, `maxAttempts` times
   * - `noToken`: the function `token` failed; its error is the `cause`
   * - `aborted`: by `signal`, whose reason is the `cause`
   */
  code: "refused" | "noAnswer" | "noToken" | "aborted";
  /** What is known so far; hand it on as `resume`. */
  progress: PostProgress;
  /** `refused`: the HTTP status. */
  status?: number;
  /** `refused`: what to tell the service's operator. */
  transactionId?: string;
}

/** An answer, or what there was in place of one. */
interface Answer {
  status: number;
  message: string;
  transactionId?: string;
  retryAfterMillis: number;
  /** Of a 201 or 207: for each relationship of the request, in its order. */
  items?: Item[];
  /** Of a 400: what is wrong with the request's text as JSON. */
  errors?: Issue[];
}

/** A member of `success` or `failure`. */
interface Item {
  index: number;
  id: string | null;
  outcome?: "created" | "updated" | "unchanged";
  sysData?: { sysRelationshipVersion: number };
  errors?: Issue[];
}

/** A relationship as it is to be sent; or what keeps it from that. */
interface Text {
  text: string;
  bytes: number;
  id: unknown;
  issues: Issue[];
}

/**
 * Sends relationships, up to 100 in a request and one request after the other, until there is a result for each. What
 * goes wrong on the way is tried again: no answer, 409, 429, 5xx, and relationships that could not be stored. Each
 * request has an `Idempotency-Key`, its tries the same, so one whose answer was lost is not processed twice.
 *
 * A text is the JSON text of a relationship, and is sent as it is, with all digits of its numbers. Judge it first, with
 * `validateText`: what JSON is to the endpoint takes the core to know, and a request with a text that is none is sent
 * again in parts, until that text alone has failed.
 *
 * @example
 * import { postRelationships } from "er-relationships/client";
 *
 * const results = await postRelationships(relationships, {
 *   url: "https://example.com/apollo/er/relationships",
 *   collection: "Building-7",
 *   token: () => login.accessToken(),
 * });
 * const failed = results.filter(({ outcome }) => outcome === "failed");
 *
 * @returns one result for each, in the order of the list
 * @throws a `PostError`, which has the `progress` so far; a `TypeError` with the code `optionInvalid`
 */
export async function postRelationships(relationships: readonly (Relationship | string)[], options: PostOptions): Promise<PostResult[]> {
  const { target, collection, token, signal, onProgress, maxAttempts, send } = readOptions(relationships, options);
  const progress = progressOf(relationships, options.resume);
  const { results } = progress;
  /** How often each was not stored. */
  const refusals = new Map<number, number>();
  let first = 0;
  /** How many go into a request: fewer where the endpoint found that too much. */
  let most = MAX_RELATIONSHIPS;

  const settle = (result: PostResult): void => {
    results[result.index] = result;
    progress.done++;
  };

  /** The relationships of a request; those that cannot be sent have their result at once. */
  const textsOf = (indices: Iterable<number>): Map<number, Text> => {
    const texts = new Map<number, Text>();
    const ids = new Set<unknown>();
    let bytes = 1;
    for (const index of indices) {
      if (results[index]) continue;
      if (texts.size === most) break;
      const text = textOf(relationships[index], index);
      if (text.issues.length) {
        settle({ index, id: idOf(text), outcome: "failed", issues: text.issues });
        continue;
      }
      bytes += text.bytes + 1;
      // Of two with one id the later is an update of the earlier, so it comes with a later request.
      if (texts.size && (bytes > MAX_BODY_BYTES || ids.has(text.id))) break;
      texts.set(index, text);
      if (text.id !== undefined) ids.add(text.id);
    }
    return texts;
  };

  const fail = (code: PostError["code"], message: string, more?: object): PostError =>
    Object.assign(new Error(message), { code, progress, ...more });

  const throwIfAborted = (): void => {
    if (signal?.aborted) throw fail("aborted", "aborted", { cause: signal.reason });
  };

  const pause = async (attempt: number, atLeastMillis = 0): Promise<void> => {
    // Longer each time, and never in step with other clients.
    const millis = Math.min(FIRST_PAUSE_MILLIS * 2 ** (attempt - 1), MAX_PAUSE_MILLIS) * (0.5 + Math.random() / 2);
    await sleep(Math.max(millis, atLeastMillis), signal);
    throwIfAborted();
  };

  /** A request with a token of now; made with the signal that ends it. */
  const requestOf = async (key: string, body: string): Promise<(signal: AbortSignal) => Request> => {
    let bearer: string;
    try {
      bearer = typeof token === "string" ? token : await token();
    } catch (cause) {
      throw fail("noToken", "there is no token", { cause });
    }
    const headers = {
      authorization: `Bearer ${bearer}`,
      "content-type": "application/json",
      ercollectionid: collection,
      async: "false",
      "idempotency-key": `"${key}"`,
    };
    return (signal) => {
      try {
        // A redirect is an answer to tell, not an address to hand relationships to.
        return new Request(target, { method: "POST", headers, body, redirect: "manual", signal });
      } catch {
        // The host's own words would have the token in them.
        throw misuse("optionInvalid", "the token or the collection cannot stand in a header");
      }
    };
  };

  /** The answer of a request, once there is one that no other try would change. */
  const answerOf = async (key: string, body: string, count: number): Promise<Answer> => {
    for (let attempt = 1; ; attempt++) {
      throwIfAborted();
      const answer = await exchange(send, await requestOf(key, body), count, signal);
      if (!isTransient(answer)) return answer;
      throwIfAborted();
      const { status, transactionId, retryAfterMillis } = answer;
      const isLast = attempt >= maxAttempts || retryAfterMillis > MAX_RETRY_AFTER_MILLIS;
      if (isLast && status) throw fail("refused", refusal(answer), { status, transactionId });
      if (isLast) throw fail("noAnswer", answer.message);
      await pause(attempt, retryAfterMillis);
    }
  };

  for (;;) {
    throwIfAborted();
    while (first < results.length && results[first]) first++;
    const { key, indices } = progress.pending ?? { key: randomKey(), indices: from(first, results.length) };
    const texts = textsOf(indices);
    if (!texts.size) {
      delete progress.pending;
      onProgress?.(progress);
      if (progress.done === results.length) return results as PostResult[];
      continue;
    }
    const sent = [...texts.keys()];
    progress.pending = { key, indices: sent };
    onProgress?.(progress);
    const body = `[${[...texts.values()].map(({ text }) => text).join()}]`;
    const { items, ...answer } = await answerOf(key, body, sent.length);
    delete progress.pending;
    if (!items) {
      const { status, transactionId, message, errors } = answer;
      if ((status === 413 || errors) && sent.length > 1) {
        // Few bytes can be many values, and one text that is refused must not keep the others from being stored.
        most = Math.ceil(sent.length / 2);
        continue;
      }
      if (errors) {
        const [[index, text]] = [...texts] as [[number, Text]];
        // The endpoint's path leads from the list.
        settle({ index, id: idOf(text), outcome: "failed", issues: errors.map((error) => ({ ...error, path: [], index })) });
        continue;
      }
      if (status === 413) {
        const [[index, text]] = [...texts] as [[number, Text]];
        const code = message.includes("values") ? "tooManyValues" : "bodyTooLarge";
        settle({ index, id: idOf(text), outcome: "failed", issues: [{ code, path: [], message: message.replace(/^[^:]*: /, ""), index }] });
        continue;
      }
      throw fail("refused", refusal(answer), { status, transactionId });
    }
    most = MAX_RELATIONSHIPS;
    let attempt = 0;
    for (const { index: at, id, outcome, sysData, errors = [] } of items) {
      const index = sent[at]!;
      const times = (refusals.get(index) ?? 0) + 1;
      if (errors.some(({ code }) => code === "notStored") && times < maxAttempts) {
        refusals.set(index, times);
        attempt = Math.max(attempt, times);
      } else if (outcome) {
        const version = sysData && { version: sysData.sysRelationshipVersion };
        settle({ index, id, outcome, ...version, issues: [] });
      } else {
        settle({ index, id, outcome: "failed", issues: errors.map((error) => ({ ...error, index })) });
      }
    }
    if (attempt) await pause(attempt);
  }
}

function* from(first: number, end: number): Generator<number> {
  for (let index = first; index < end; index++) yield index;
}

/** What was handed in, checked. */
function readOptions(relationships: readonly unknown[], options: PostOptions) {
  if (!Array.isArray(relationships)) throw misuse("optionInvalid", "postRelationships takes a list of relationships");
  if (typeof options !== "object" || options === null) throw misuse("optionInvalid", "postRelationships takes options");
  const { url, collection, token, dryRun, signal, onProgress, maxAttempts = MAX_ATTEMPTS, fetch: send = (request: Request) => fetch(request) } = options;
  if (typeof collection !== "string") throw misuse("optionInvalid", "collection must be a string");
  if (typeof token !== "string" && typeof token !== "function") throw misuse("optionInvalid", "token must be a string or a function");
  if (!(Number.isInteger(maxAttempts) && maxAttempts > 0)) throw misuse("optionInvalid", "maxAttempts must be a positive integer");
  let target;
  try {
    target = new URL(url, globalThis.location?.href);
  } catch {
    throw misuse("optionInvalid", "url must be the address of an endpoint");
  }
  // Without it a 201 tells nothing of the single relationships.
  target.searchParams.set("includeSystemData", "true");
  if (dryRun) target.searchParams.set("dryRun", "true");
  return { target, collection, token, signal, onProgress, maxAttempts, send };
}

function progressOf({ length }: readonly unknown[], resume: PostProgress | undefined): PostProgress {
  if (!resume) return { total: length, done: 0, results: Array<null>(length).fill(null) };
  if (resume.results?.length !== length) throw misuse("optionInvalid", "resume must be the progress of the same relationships");
  const { pending, results, ...counts } = resume;
  return { ...counts, results: [...results], ...(pending && { pending }) };
}

/** 128 bits; `crypto.randomUUID` is missing where a page is not secure. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function textOf(relationship: unknown, index: number): Text {
  const issueOf = (code: IssueCode, path: Path = []): Issue => ({ code, path, message: messageOf({ code, path }), index });
  const isText = typeof relationship === "string";
  let value = relationship;
  try {
    if (isText) value = JSON.parse(relationship);
  } catch {
    return { text: "", bytes: 0, id: undefined, issues: [issueOf("notJson")] };
  }
  // Of a text, too: what the endpoint would refuse, or `fetch` change, though `JSON.parse` takes it.
  const { text: list = "", faults } = jsonText([value], true);
  const written = list.slice(1, -1);
  const isObject = written.startsWith("{");
  const text = isText ? relationship : written;
  const bytes = new TextEncoder().encode(text).length;
  const issues = faults.map(({ code, path }) => issueOf(code, path));
  if (!isObject) issues.push(issueOf("objectExpected"));
  // With the brackets of the list.
  if (bytes + 2 > MAX_BODY_BYTES) return { text, bytes, id: undefined, issues: [issueOf("bodyTooLarge")] };
  return { text, bytes, id: isObject ? JSON.parse(text).id : undefined, issues };
}

function idOf({ id }: Text): string | null {
  return typeof id === "string" ? id : null;
}

/** One try. */
async function exchange(
  send: (request: Request) => Promise<Response>,
  make: (signal: AbortSignal) => Request,
  count: number,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const request = make(controller.signal);
  const timer = setTimeout(abort, TIMEOUT_MILLIS);
  signal?.addEventListener("abort", abort);
  try {
    const response = await send(request);
    return readAnswer(response, await response.text(), count);
  } catch (error) {
    return { status: 0, message: `no answer: ${error}`, retryAfterMillis: 0 };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function readAnswer({ status, headers }: Response, text: string, count: number): Answer {
  const retryAfterMillis = parseRetryAfter(headers.get("retry-after"));
  let envelope;
  try {
    envelope = JSON.parse(text);
  } catch {
    envelope = {};
  }
  const { status: said, transactionId, data } = envelope ?? {};
  const answer = { status, message: String(said?.message ?? text.slice(0, 200)), transactionId, retryAfterMillis };
  if (status === 400 && Array.isArray(data?.errors)) return { ...answer, errors: data.errors };
  if (status !== 201 && status !== 207) return answer;
  const items: Item[] = [...(data?.responses?.success ?? []), ...(data?.responses?.failure ?? [])];
  items.sort((a, b) => a.index - b.index);
  // Something in between answered, or cut the answer off; with the same key the endpoint tells it again.
  const isWhole = items.length === count && items.every(({ index }, at) => index === at);
  return isWhole ? { ...answer, items } : { ...answer, status: 0, message: `no answer of the endpoint: ${answer.message}` };
}

/** No answer, a request with the same key under way, too many requests, or a fault of the service. */
function isTransient({ status, items }: Answer): boolean {
  return !items && (status === 0 || status === 409 || status === 429 || (status >= 500 && status !== 501));
}

function refusal({ status, message }: Answer): string {
  return `the endpoint answered ${status}: ${message}`;
}

/** Milliseconds of a `Retry-After` of either form, seconds or a date. */
function parseRetryAfter(value: string | null): number {
  if (!value) return 0;
  return /^\d+$/.test(value) ? Number(value) * 1000 : Math.max(Date.parse(value) - Date.now(), 0) || 0;
}

function sleep(millis: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, millis);
    signal?.addEventListener("abort", end);
  });
}
