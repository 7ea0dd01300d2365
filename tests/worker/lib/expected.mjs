//! What a case expects. Ids, times and the origin differ from run to run: in an answer they are
//! checked for their form and become the placeholders that stand in the table.

import assert from "node:assert/strict";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIMESTAMP = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** The variable texts of one case's answers. */
export class Run {
  #startedMillis = Date.now();
  #transactionIds = [];
  #origin;

  constructor(origin) {
    this.#origin = origin;
  }

  /** Compares a step's `answer` with what came back. */
  compareAnswer(expected, { status, headers, body }) {
    const actual = this.#normalize(body);
    assert.deepEqual({ status, body: actual }, { status: expected.status, body: expectedBody(expected) });
    const ofEnvelope = body === "" ? {} : { "content-type": "application/json", "cache-control": "no-store" };
    for (const [name, value] of Object.entries({ ...ofEnvelope, ...expected.headers })) {
      assert.equal(headers[name], value ?? undefined, name);
    }
  }

  /** Compares a case's `stored` with the records that there are, by key. */
  compareStored(expected, records) {
    const text = (record) => (typeof record === "string" ? record : JSON.stringify(record));
    assert.deepEqual(mapValues(records, (record) => this.#replaceKnown(record)), mapValues(expected, text));
  }

  #normalize(body) {
    if (body === "") return body;
    const { transactionId } = JSON.parse(body);
    assert.match(transactionId, UUID_V4);
    const text = this.#replaceKnown(body).replaceAll(transactionId, "{{transactionId}}");
    this.#transactionIds.push(transactionId);
    return text.replaceAll(this.#origin, "{{origin}}");
  }

  #replaceKnown(text) {
    const name = (text, id, index) => text.replaceAll(id, `{{transactionId ${index + 1}}}`);
    const named = this.#transactionIds.reduce(name, text);
    return named.replace(TIMESTAMP, (time) => (this.#isOfThisRun(time) ? "{{timestamp}}" : time));
  }

  #isOfThisRun(time) {
    const millis = Date.parse(time);
    return this.#startedMillis <= millis && millis <= Date.now();
  }
}

function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

/** The envelope of contract section 3; nothing for an answer without a message. */
function expectedBody({ status, message, data = {} }) {
  if (message === undefined) return "";
  const text = JSON.stringify({ status: { message, code: String(status) }, transactionId: "{{transactionId}}", data });
  const tracker = "{{origin}}/apollo/status/logs?relationshipid=$1&transactionid={{transactionId}}";
  return text.replaceAll(/\{\{tracker (.*?)\}\}/g, tracker);
}
