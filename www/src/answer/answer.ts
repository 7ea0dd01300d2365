//! What the endpoint says to a request, as the page shows it.

import type { Issue } from "er-relationships/slim";

/** What became of one relationship. */
export interface AnswerItem {
  id: string | null;
  outcome: "created" | "updated" | "unchanged" | "failed";
  version?: number | undefined;
  issues: readonly Issue[];
}

/** An answer, or what there was in its place. */
export interface Answer {
  /** The HTTP status; 0 if no answer came. */
  status: number;
  message: string;
  transactionId?: string | undefined;
  /** From sending to the last byte of the answer. */
  millis: number;
  /** Of a 201 and a 207. */
  items: readonly AnswerItem[];
  /** What is wrong with the body as a whole. */
  issues: readonly Issue[];
}

/** A member of the lists of an answer. */
interface Member {
  id: string | null;
  index: number;
  /** Of those that are stored. */
  outcome?: AnswerItem["outcome"];
  sysData?: { sysRelationshipVersion: number };
  errors?: Issue[];
}

/** Sends a request, and reads the answer. Never rejects. */
export async function exchange(request: Request): Promise<Answer> {
  const start = performance.now();
  const took = () => Math.round(performance.now() - start);
  const nothing = { items: [], issues: [] };
  try {
    const response = await fetch(request);
    const text = await response.text();
    return { ...readAnswer(response.status, text), millis: took() };
  } catch (error) {
    return { ...nothing, status: 0, message: String((error as Error).message), millis: took() };
  }
}

/** What an answer's body says. Of what is no answer of the endpoint, the start of it is the message. */
export function readAnswer(status: number, text: string): Omit<Answer, "millis"> {
  try {
    const envelope = JSON.parse(text);
    const { success = [], failure = [] } = envelope.data.responses ?? {};
    const members: Member[] = [...success, ...failure].sort((a, b) => a.index - b.index);
    return {
      status,
      message: envelope.status.message,
      transactionId: envelope.transactionId,
      items: members.map(itemOf),
      issues: envelope.data.errors ?? [],
    };
  } catch {
    return { status, message: text.slice(0, 200), items: [], issues: [] };
  }
}

function itemOf({ id, outcome = "failed", sysData, errors = [] }: Member): AnswerItem {
  return { id, outcome, version: sysData?.sysRelationshipVersion, issues: errors };
}
