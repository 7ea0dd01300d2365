//! What a case expects. Ids, times and the origin differ from run to run: in an answer they are
//! checked for their form and become the placeholders that stand in the table.
//!
//! Nothing of Node: browsers and workerd run this, too.

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ANY_UUID_V4 = new RegExp(UUID_V4.source.replace("^", "\\b").replace("$", "\\b"), "g");
const TIMESTAMP = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const UNIX_TIMESTAMP = /("unix\w+":)(\d{13})\b/g;

/** The variable texts of one case's answers. */
export class Run {
  #startedMillis = Date.now();
  #transactionIds = [];
  #answers = [];
  #origin;

  constructor(origin) {
    this.#origin = origin;
  }

  /** A step's `request` with the ids of earlier transactions in its path. */
  fill(request) {
    const idOf = (_, number) => this.#transactionIds[number - 1];
    return { ...request, path: request.path?.replaceAll(/\{\{transactionId (\d+)\}\}/g, idOf) };
  }

  /** Compares a step's `answer` with what came back. */
  compareAnswer(expected, { status, headers, body }) {
    const normalized = this.#normalize(body);
    if (expected.replays) {
      const first = this.#answers[expected.replays - 1];
      compare("replayed body", body, first.body);
      compare("replayed status", status, first.status);
      compare("replayed header etag", headers.etag, first.headers.etag);
    } else {
      compare("body", normalized, expectedBody(expected));
      compare("status", status, expected.status);
    }
    this.#answers.push({ status, headers, body });
    const ofEnvelope = body === "" ? {} : { "content-type": "application/json", "cache-control": "no-store" };
    for (const [name, value] of Object.entries({ ...ofEnvelope, ...expected.headers })) {
      compare(`header ${name}`, headers[name], value ?? undefined);
    }
  }

  /** Compares a case's `stored` with the records that there are, by key. */
  compareStored(expected, records) {
    const text = (record) => (typeof record === "string" ? record : JSON.stringify(record));
    compare("keys", Object.keys(records).sort().join("\n"), Object.keys(expected).sort().join("\n"));
    for (const [key, record] of Object.entries(records)) {
      compare(`record ${key}`, this.#replaceKnown(record), text(expected[key]));
    }
  }

  #normalize(body) {
    if (body === "") return body;
    const { transactionId } = JSON.parse(body);
    if (!UUID_V4.test(transactionId)) throw new Error(`transactionId is ${transactionId}`);
    const text = this.#replaceKnown(body).replaceAll(transactionId, "{{transactionId}}");
    this.#transactionIds.push(transactionId);
    return text.replace(ANY_UUID_V4, "{{uuid}}").replaceAll(this.#origin, "{{origin}}");
  }

  #replaceKnown(text) {
    const name = (text, id, index) => text.replaceAll(id, `{{transactionId ${index + 1}}}`);
    const named = this.#transactionIds.reduce(name, text);
    return named
      .replace(TIMESTAMP, (time) => (this.#isOfThisRun(Date.parse(time)) ? "{{timestamp}}" : time))
      .replace(UNIX_TIMESTAMP, (all, name, time) => (this.#isOfThisRun(Number(time)) ? `${name}"{{unixTimestamp}}"` : all));
  }

  #isOfThisRun(millis) {
    return this.#startedMillis <= millis && millis <= Date.now();
  }
}

/** How much of two long texts is shown on either side of where they part. */
const CONTEXT = 200;

/** @throws {Error} that shows where two values differ */
function compare(what, actual, expected) {
  if (actual === expected) return;
  const texts = [actual, expected].map(String);
  let at = 0;
  while (at < texts[0].length && texts[0][at] === texts[1][at]) at += 1;
  const [is, should] = texts.map((text) => text.slice(Math.max(at - CONTEXT, 0), at + CONTEXT));
  throw new Error(`${what} differs from character ${at} on\n  is        ${is}\n  should be ${should}`);
}

/** The envelope of contract section 3; nothing for an answer without a message. */
function expectedBody({ status, message, data = {}, paging }) {
  if (message === undefined) return "";
  const envelope = { status: { message, code: String(status) }, transactionId: "{{transactionId}}", data, paging };
  const text = JSON.stringify(envelope);
  const tracker = "{{origin}}/apollo/status/logs?relationshipid=$1&transactionid={{transactionId}}";
  return text.replaceAll(/\{\{tracker (.*?)\}\}/g, tracker);
}
