//! One of the clients that race: it does this and that on few relationships, asks again when an answer is
//! lost, and writes down all that it did and was told.

import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../lib/request.mjs";
import { counter, relationship, restrictedOf, TYPES } from "./records.mjs";

const PATH = "/apollo/er/relationships";

export const COLLECTIONS = ["race-a", "race-b"];

/** Counters in each collection, which only increments change. */
export const COUNTERS = ["counter-0", "counter-1"];

/** Relationships of one collection that are raced for at a time. */
const IDS = 4;

/** After so many operations it is about new relationships, so that creations race, too. */
const GENERATION = 200;

/** Before a request is sent again, at the most. */
const PAUSE_MILLIS = 150;

/** What each kind of operation is done of 100. */
const KINDS = Object.entries({
  upsertOne: 22,
  upsertSome: 16,
  increment: 20,
  upsertMatching: 10,
  readStrongly: 10,
  readEventually: 8,
  runDry: 5,
  repeat: 4,
  sendTwice: 3,
  reuseKey: 2,
});

/** Statuses after which a client comes again with the same request. */
const TRANSIENT = [409, 429, 500, 502, 503];

/** What all clients of a race share. */
export class World {
  /** @type {object[]} each operation, in the order in which they ended */
  history = [];
  operations = 0;

  /** @param {{url: string, offersStrong: boolean}} options */
  constructor({ url, offersStrong }) {
    this.url = url;
    this.offersStrong = offersStrong;
  }

  /** The ids that are raced for now. */
  ids() {
    const generation = Math.floor(this.operations / GENERATION);
    return Array.from({ length: IDS }, (_, n) => `g${generation}-${n}`);
  }

  /** All ids that there may be. */
  allIds() {
    return [...COUNTERS, ...new Set(this.history.flatMap(({ items = [] }) => items.map(({ id }) => id)))];
  }
}

/** See the module. */
export class Client {
  #world;
  #name;
  #token;
  #random;
  #marks = 0;
  /** Of each relationship that was seen, what may not change. */
  #restricted = new Map();
  /** Settled requests with a key. */
  #settled = [];

  constructor({ world, name, token, random }) {
    this.#world = world;
    this.#name = name;
    this.#token = token;
    this.#random = random;
  }

  /** Works until it is told to stop, and then ends what it has begun. */
  async work(signal) {
    while (!signal.aborted) {
      this.#world.operations += 1;
      await this[this.#pickKind()]();
    }
  }

  #pickKind() {
    let left = this.#random.below(KINDS.reduce((sum, [, share]) => sum + share, 0));
    return KINDS.find(([, share]) => (left -= share) < 0)[0];
  }

  // What it does.

  async upsertOne() {
    const collection = this.#collection();
    await this.#write({ collection, items: [this.#item(collection, this.#id())], key: this.#maybeKey() });
  }

  async upsertSome() {
    const collection = this.#collection();
    const ids = this.#world.ids();
    const first = this.#random.below(ids.length);
    const count = 2 + this.#random.below(ids.length - 1);
    const items = Array.from({ length: count }, (_, n) => this.#item(collection, ids[(first + n) % ids.length]));
    if (this.#random.chance(25)) {
      const item = this.#random.pick(items);
      delete item.sent.destinationEntityId;
      item.isValid = false;
    }
    await this.#write({ collection, items, key: this.#maybeKey() });
  }

  /** Read, add one, write it if nobody came between. */
  async increment() {
    const [collection, id] = [this.#collection(), this.#random.pick(COUNTERS)];
    const read = await this.#read(collection, id, true);
    if (read.record === undefined) return;
    const mark = this.#mark();
    const sent = counter(id, mark, read.record.customData.n + 1);
    const ifMatch = read.version;
    await this.#write({ collection, items: [{ id, mark, sent, isValid: true }], key: this.#key(), ifMatch });
  }

  async upsertMatching() {
    const [collection, id] = [this.#collection(), this.#id()];
    const read = await this.#read(collection, id, true);
    if (read.record === undefined) return;
    const item = this.#item(collection, id);
    // What was read and is sent back changes nothing.
    if (this.#random.chance(20)) Object.assign(item, { sent: read.record, mark: read.record.relationshipName, isOld: true });
    const ifMatch = this.#random.chance(15) ? read.version - 1 : read.version;
    await this.#write({ collection, items: [item], key: this.#maybeKey(), ifMatch });
  }

  async readStrongly() {
    await this.#read(this.#collection(), this.#anyId(), true);
  }

  async readEventually() {
    await this.#read(this.#collection(), this.#anyId(), false);
  }

  async runDry() {
    const collection = this.#collection();
    await this.#write({ collection, items: [this.#item(collection, this.#id())], key: this.#maybeKey(), isDryRun: true });
  }

  /** A request whose answer is known, again. */
  async repeat() {
    if (this.#settled.length > 0) await this.#write({ ...this.#random.pick(this.#settled), isRepeated: true });
  }

  /** The same request twice at a time, as two clicks make it. */
  async sendTwice() {
    const collection = this.#collection();
    const write = { collection, items: [this.#item(collection, this.#id())], key: this.#key() };
    await Promise.all([this.#write(write), this.#write({ ...write, isRepeated: true })]);
  }

  /** A key for another request than the one that it was for. */
  async reuseKey() {
    if (this.#settled.length === 0) return;
    const { collection, key } = this.#random.pick(this.#settled);
    await this.#write({ collection, items: [this.#item(collection, this.#id())], key, isKeyReused: true });
  }

  // How it does it.

  /** @param {object} write `collection`, `items`, and how they are to be written */
  async #write(write) {
    const { collection, items, key, ifMatch, isDryRun = false } = write;
    const body = JSON.stringify(items.length === 1 ? items[0].sent : items.map(({ sent }) => sent));
    const headers = { "content-type": "application/json", async: "false" };
    if (key !== undefined) headers["idempotency-key"] = key;
    if (ifMatch !== undefined) headers["if-match"] = `"${ifMatch}"`;
    const path = `${PATH}?includeSystemData=true${isDryRun ? "&dryRun=true" : ""}`;
    // Without a key a second one may do it twice; then nobody knows.
    const isSafe = key !== undefined || isDryRun;
    const operation = await this.#ask({ method: "POST", path, collection, headers, body, isSafe });
    const entry = { kind: "write", client: this.#name, ...write, isDryRun, ...operation };
    this.#world.history.push(entry);
    const isSettled = [201, 207].includes(operation.answer?.status) && !isDryRun;
    if (isSettled && key !== undefined && !write.isRepeated) this.#settled.push(write);
  }

  async #read(collection, id, isStrong) {
    const path = `${PATH}/${id}?includeSystemData=true`;
    const headers = isStrong && this.#world.offersStrong ? { consistency: "strong" } : {};
    const operation = await this.#ask({ method: "GET", path, collection, headers, body: "", isSafe: true });
    const read = { kind: "read", collection, id, isStrong, ...operation, ...readAnswer(operation.answer) };
    this.#world.history.push(read);
    if (read.record) this.#restricted.set(`${collection} ${id}`, restrictedOf(read.record));
    return read;
  }

  /** The last reads of a race, of which each must be answered. */
  async look(collection, id, isStrong) {
    return this.#read(collection, id, isStrong);
  }

  /** Makes a counter. */
  async createCounter(collection, id) {
    const mark = this.#mark();
    await this.#write({ collection, items: [{ id, mark, sent: counter(id, mark, 0), isValid: true }], key: this.#key() });
  }

  /** Sends a request until it is answered, if that is safe. Without an answer it is `undefined`: nobody knows. */
  async #ask({ method, path, collection, headers, body, isSafe }) {
    const correlation = `${this.#name}-${this.#marks++}`;
    const start = performance.now();
    const attempts = [];
    for (;;) {
      const isImpatient = isSafe && this.#random.chance(1);
      const attempt = await this.#send({
        method,
        path,
        headers: {
          ...headers,
          authorization: `Bearer ${this.#token}`,
          ercollectionid: collection,
          "x-correlation-id": `${correlation}.${attempts.length}`,
        },
        body,
        signal: isImpatient ? AbortSignal.timeout(1 + this.#random.below(20)) : undefined,
      });
      attempts.push(attempt);
      const { answer } = attempt;
      const isFinal = answer !== undefined && !TRANSIENT.includes(answer.status);
      const isUnheard = attempt.lost === "ECONNREFUSED" || [409, 429].includes(answer?.status);
      if (isFinal || (!isSafe && !isUnheard)) {
        return { start, end: performance.now(), answer: isFinal ? answer : undefined, attempts };
      }
      await sleep(PAUSE_MILLIS * (0.3 + this.#random.below(70) / 100));
    }
  }

  async #send({ method, path, headers, body, signal }) {
    const attempt = { start: performance.now(), correlation: headers["x-correlation-id"] };
    try {
      attempt.answer = await send(`${this.#world.url}${path}`, { method, headers, body, signal });
    } catch (error) {
      attempt.lost = error.code ?? error.message;
    }
    attempt.end = performance.now();
    return attempt;
  }

  #item(collection, id) {
    const mark = this.#mark();
    const sizes = [0, 10, 300, 5_000];
    const length = this.#random.below(400) === 0 ? 1_200_000 : this.#random.pick(sizes);
    return { id, mark, sent: relationship(id, mark, this.#restrictedFor(collection, id), length), isValid: true };
  }

  /** Most know what may not change, and leave it. */
  #restrictedFor(collection, id) {
    const known = this.#restricted.get(`${collection} ${id}`) ?? { relationshipType: TYPES[0], brickSourceEntityType: "A" };
    const isRebel = this.#random.chance(12);
    const { relationshipType, brickSourceEntityType } = isRebel
      ? { relationshipType: this.#random.pick(TYPES), brickSourceEntityType: this.#random.pick(["A", "B"]) }
      : known;
    const isLeftOut = brickSourceEntityType === undefined || this.#random.chance(30);
    return isLeftOut ? { relationshipType } : { relationshipType, brickSourceEntityType };
  }

  #mark() {
    return `${this.#name}/${this.#marks++}`;
  }

  /** Others have the same keys: they are each one's own. */
  #key() {
    return `key-${this.#marks++}`;
  }

  #maybeKey() {
    return this.#random.chance(70) ? this.#key() : undefined;
  }

  #collection() {
    return this.#random.pick(COLLECTIONS);
  }

  #id() {
    return this.#random.pick(this.#world.ids());
  }

  #anyId() {
    return this.#random.pick([...this.#world.ids(), ...COUNTERS]);
  }
}

/** The record and its version, or neither where there is none. */
function readAnswer(answer) {
  if (answer?.status !== 200) return {};
  const [record] = JSON.parse(answer.body).data;
  return { record, version: record.sysData.sysRelationshipVersion };
}
