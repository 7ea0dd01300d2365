//! Sends rows: a hundred at a time, with retries, what is stored never again.

import { computed, effect, signal, untracked } from "@preact/signals";
import { postRelationships, type PostError, type PostProgress } from "er-relationships/client";
import { readAnswer, type Answer } from "../answer/answer.ts";
import { collection, ENDPOINT, noteRefusal, token } from "../connection/connection.ts";
import { forgetOutcomes, hasErrors, isStored, noteOutcomes, rows, type Row } from "./rows.ts";

/** A request and its answer. */
export type Exchange = Answer & { at: Date };

/** More than that nobody reads. */
const MAX_EXCHANGES = 500;

/** What is sent: the rows as they were when it began. */
type Consignment = readonly { key: number; text: string }[];

/** The sending under way. */
export const run = signal<{ done: number; total: number; startMillis: number } | undefined>(undefined);

/** A sending that stopped before its end, to be gone on with. */
export const stopped = signal<{ error: PostError; consignment: Consignment } | undefined>(undefined);

/** The requests so far, the newest first. */
export const exchanges = signal<readonly Exchange[]>([]);

/** What can be sent: neither wrong nor stored. */
export const sendable = computed(() => rows.value.filter((row) => !isStored(row) && !hasErrors(row)));

/** What the endpoint refused, and nobody changed since. */
export const refused = computed(() => rows.value.filter(({ outcome }) => outcome === "failed"));

let controller: AbortController | undefined;

/** Sends these rows. */
export function send(list: readonly Row[]): Promise<void> {
  return post(list.map(({ key, text }) => ({ key, text })));
}

/** Goes on with what stopped. */
export async function goOn(): Promise<void> {
  const { error, consignment } = stopped.value!;
  await post(consignment, error.progress);
}

/** Stops. What is under way may be stored all the same; going on finds out. */
export function cancel(): void {
  controller?.abort();
}

/** Forgets what stopped and what was answered. */
export function forgetSending(): void {
  cancel();
  stopped.value = undefined;
  exchanges.value = [];
}

async function post(consignment: Consignment, resume?: PostProgress): Promise<void> {
  controller = new AbortController();
  const { signal } = controller;
  stopped.value = undefined;
  const noted = new Set<number>();
  const startMillis = performance.now();

  const onProgress = ({ done, total, results }: PostProgress) => {
    const news = results.filter((result) => result !== null).filter(({ index }) => !noted.has(index));
    for (const { index } of news) noted.add(index);
    // What was known before it was gone on with was noted then.
    if (news.length) noteOutcomes(news.map((result) => ({ ...consignment[result.index]!, result })));
    run.value = { done, total, startMillis };
  };

  try {
    await postRelationships(
      consignment.map(({ text }) => text),
      { url: ENDPOINT, collection: collection.value, token: () => token.value, signal, onProgress, resume, fetch: exchange },
    );
  } catch (error) {
    const { code, status = 0, message, progress } = error as PostError;
    if (!progress) throw error;
    if (code === "refused") noteRefusal(status, message);
    // Once the rows are off the table there is nothing left to go on with.
    if (rows.value.length) stopped.value = { error: error as PostError, consignment };
  } finally {
    run.value = undefined;
  }
}

/** One request, noted with its answer. */
async function exchange(request: Request): Promise<Response> {
  const start = performance.now();
  const at = new Date();
  const note = (answer: Omit<Answer, "millis">) => {
    const millis = Math.round(performance.now() - start);
    exchanges.value = [{ ...answer, at, millis }, ...exchanges.value].slice(0, MAX_EXCHANGES);
  };
  try {
    const response = await fetch(request);
    note(readAnswer(response.status, await response.clone().text()));
    return response;
  } catch (error) {
    note({ status: 0, message: String((error as Error).message), items: [], issues: [] });
    throw error;
  }
}

// Another collection knows nothing of what was sent to this one.
effect(() => {
  void collection.value;
  untracked(() => {
    forgetSending();
    forgetOutcomes();
  });
});
