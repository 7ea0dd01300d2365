//! The state of the form for one relationship.

import { computed, effect, signal, untracked } from "@preact/signals";
import { explain, type Issue } from "er-relationships/slim";
import { exchange, type Answer } from "../answer/answer.ts";
import { collection, ENDPOINT, isBearer, isCollectionId, isConnected, noteRefusal, token } from "../connection/connection.ts";
import { coreState } from "../core.ts";
import { judge, typeInfo } from "../registry.ts";
import { draftText, EMPTY_DRAFT, judgeDraft, type Draft } from "../relationship/draft.ts";
import { PROPERTIES, type Property } from "../relationship/properties.ts";

/** What stands in the fields. */
export const draft = signal<Draft>(EMPTY_DRAFT);

/** The fields that were left once: before that it is too early to complain. */
export const touched = signal<ReadonlySet<Property>>(new Set());

/** Whether it was sent once, so that all that is wrong is told. */
export const wasSubmitted = signal(false);

export const isSending = signal(false);

export const answer = signal<Answer | undefined>(undefined);

/** What the endpoint found wrong, each with the text of its field then: it is told until that changes. */
const refused = signal<readonly { issue: Issue; text: string }[]>([]);

/** The verdict of the core; nothing while there is none. */
export const verdict = computed(() => (judge.value ? judgeDraft(draft.value, judge.value.validateText) : undefined));

/** The JSON that will be sent. */
export const text = computed(() => draftText(draft.value));

/** All that is wrong, of the core and of the endpoint. */
const issues = computed<readonly Issue[]>(() => {
  const stillRefused = refused.value.filter(({ issue, text }) => textAt(issue) === text);
  return [...(verdict.value?.issues ?? []), ...stillRefused.map(({ issue }) => issue)];
});

/** What is wrong, by field, as far as it is time to tell; `""` has what belongs to no field. */
export const errors = computed(() => {
  const byField = new Map<Property | "", string[]>();
  for (const issue of issues.value) {
    const field = fieldOf(issue);
    if (field !== "" && !wasSubmitted.value && !touched.value.has(field)) continue;
    const sentences = byField.get(field) ?? [];
    if (!sentences.includes(explain(issue))) byField.set(field, [...sentences, explain(issue)]);
  }
  return byField;
});

/** The types that are probably meant, in place of one that is not registered. */
export const suggestions = computed(() => {
  const issue = issues.value.find(({ code }) => code === "typeNotRegistered");
  return [issue?.params?.inverseType, issue?.params?.nearestType].filter((name) => name !== undefined);
});

/** Whether the ends look as if they had changed places. */
export const swapHint = computed(() => verdict.value?.hints?.find(({ code }) => code === "endsSwapped"));

/** Changes a field. */
export function setField(name: Property, value: string): void {
  draft.value = { ...draft.value, [name]: value };
}

/** A field was left. Before anything was typed into it, that means nothing. */
export function leaveField(name: Property): void {
  if (draft.value[name] !== "") touched.value = new Set([...touched.value, name]);
}

/** An id and a name as the API's own documentation forms them, once the ends and the type are known. */
export const naming = computed(() => {
  const { relationshipType, sourceEntityId, destinationEntityId } = draft.value;
  if (!relationshipType || !sourceEntityId || !destinationEntityId) return undefined;
  const { verb } = typeInfo(relationshipType);
  return { id: `${sourceEntityId}-${verb}-${destinationEntityId}`, relationshipName: `${sourceEntityId} ${verb} ${destinationEntityId}` };
});

/** Lets the ends change places, with what is said of them. */
export function swapEnds(): void {
  const present = draft.value;
  draft.value = {
    ...present,
    sourceEntityId: present.destinationEntityId,
    destinationEntityId: present.sourceEntityId,
    brickSourceEntityType: present.brickDestinationEntityType,
    brickDestinationEntityType: present.brickSourceEntityType,
    brickSourceEntitySubType: present.brickDestinationEntitySubType,
    brickDestinationEntitySubType: present.brickSourceEntitySubType,
  };
}

/** Starts over with these fields. */
export function fill(fields: Partial<Draft>): void {
  draft.value = { ...EMPTY_DRAFT, ...fields };
  touched.value = new Set();
  wasSubmitted.value = false;
  refused.value = [];
}

/** Sends the relationship, unless something is known to be wrong. Whether it was sent and taken. */
export async function submit(): Promise<boolean> {
  wasSubmitted.value = true;
  refused.value = [];
  if (isSending.value || !isConnected.value || (coreState.value !== "unavailable" && !verdict.value?.valid)) return false;
  isSending.value = true;
  try {
    const sent = draft.value;
    const got = await exchange(request(`${ENDPOINT}?includeSystemData=true`));
    answer.value = got;
    noteRefusal(got.status, got.message);
    const found = [...got.issues, ...got.items.flatMap(({ issues }) => issues)];
    refused.value = found.map((issue) => ({ issue, text: textAt(issue, sent) }));
    return got.status === 201;
  } finally {
    isSending.value = false;
  }
}

/** The request as a line for a shell, the token included. */
export function curl(): string {
  const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  const { url, method, headers } = request(ENDPOINT);
  const lines = [...headers].map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  return [`curl -X ${method} ${quote(url)}`, ...lines, `-d ${quote(text.value)}`].join(" \\\n  ");
}

function request(path: string): Request {
  const headers = {
    authorization: `Bearer ${isBearer(token.value) ? token.value : "ACCESS_TOKEN"}`,
    "content-type": "application/json",
    ercollectionid: isCollectionId(collection.value) ? collection.value : "COLLECTION",
    async: "false",
  };
  return new Request(new URL(path, location.href), { method: "POST", headers, body: text.value });
}

/** The field that an issue belongs to. */
function fieldOf({ path: [name] }: Issue): Property | "" {
  return PROPERTIES.find((property) => property === name) ?? "";
}

/** What stands in the field of an issue; all of it where it has none. */
function textAt(issue: Issue, { ...fields }: Draft = draft.value): string {
  const field = fieldOf(issue);
  return field ? fields[field] : draftText(fields);
}

// An answer to another token or collection says nothing of this one.
effect(() => {
  void [token.value, collection.value];
  untracked(() => (refused.value = []));
});
