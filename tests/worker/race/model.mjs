//! What must hold of a race: judged by what its clients were told, and by what is stored in the end.

import { COUNTERS } from "./client.mjs";
import { restrictedOf, tornness } from "./records.mjs";

/**
 * @typedef {object} Found
 * @property {object[]} history what each client did, in the order in which it ended; see `Client`
 * @property {{collection: string, id: string, strong: object, eventual: object}[]} last the reads at the end
 * @property {Map<string, {version: number, record: object}[]>} [chains] all versions that are stored, by collection
 *   and id; where the store keeps them
 * @property {Set<string>} [transactions] those of which the store knows
 */

/**
 * Looks for what must not be.
 *
 * @param {Found} found
 * @returns {{violations: string[], counts: Record<string, number>}}
 */
export function judge({ history, last, chains, transactions }) {
  const violations = [];
  const report = (text) => violations.push(text);
  const writes = history.filter(({ kind }) => kind === "write").map((write) => ({ ...write, results: results(write) }));
  const reads = history.filter(({ kind }) => kind === "read");

  for (const operation of history) judgeStatus(operation, report);
  judgeKeys(writes, report);
  const executed = firstOfEach(writes.filter((write) => write.results !== undefined && !write.isDryRun));
  const versions = judgeSuccesses(executed, report);
  judgeRecords({ writes, reads, chains, versions }, report);
  judgeFreshness({ executed, reads }, report);
  judgeEnd({ last, executed, chains }, report);
  if (chains) judgeChains({ writes, executed, chains, versions, transactions }, report);
  return { violations, counts: count({ history, writes, executed, versions, chains }) };
}

/** What the writer of a relationship was told of each, `undefined` if it was told nothing of any. */
function results({ answer, items }) {
  if (answer === undefined || ![201, 207].includes(answer.status)) return undefined;
  const { data, transactionId } = JSON.parse(answer.body);
  const { success = [], failure = [] } = data.responses ?? {};
  const of = (index) => (item) => item.index === index;
  const list = items.map((item, index) => ({ item, success: success.find(of(index)), failure: failure.find(of(index)) }));
  return { transactionId, list };
}

function judgeStatus({ kind, answer, attempts, ifMatch, isKeyReused, isStrong }, report) {
  for (const { answer } of attempts) {
    if (answer?.status >= 500 && answer.status !== 503) report(`answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  }
  if (answer === undefined) return;
  const expected = [];
  if (kind === "read") expected.push(200, 404);
  else if (isKeyReused) expected.push(422);
  else expected.push(201, 207);
  if (ifMatch !== undefined) expected.push(412);
  if (!expected.includes(answer.status)) {
    report(`a ${isStrong ? "strong " : ""}${kind} was answered ${answer.status}, not ${expected.join(" or ")}: ${answer.body.slice(0, 300)}`);
  }
}

/** A key is for one request of one client, and whoever comes again hears the same. */
function judgeKeys(writes, report) {
  const bodies = new Map();
  for (const { client, collection, key, isDryRun, results, answer } of writes) {
    if (key === undefined || isDryRun || results === undefined) continue;
    const address = `${client} ${collection} ${key}`;
    const before = bodies.get(address) ?? answer.body;
    bodies.set(address, before);
    if (before !== answer.body) report(`two answers of one key, ${address}:\n  ${before.slice(0, 400)}\n  ${answer.body.slice(0, 400)}`);
  }
}

/** Without what was only told again. */
function firstOfEach(writes) {
  const known = new Map(writes.map((write) => [write.results.transactionId, write]).reverse());
  return [...known.values()];
}

/** @returns {Map<string, Map<number, object>>} by relationship and version, who was told to have written it */
function judgeSuccesses(executed, report) {
  const versions = new Map();
  for (const write of executed) {
    const { collection, ifMatch, answer, results } = write;
    for (const { item, success, failure } of results.list) {
      const what = `${collection} ${item.id}`;
      const who = `${what}, ${item.mark}:`;
      if ((success === undefined) === (failure === undefined)) report(`${who} not told exactly one of success and failure`);
      if (failure !== undefined) judgeFailure(who, item, failure, report);
      if (success === undefined) continue;
      const version = success.sysData.sysRelationshipVersion;
      if (!item.isValid) report(`${who} stored although it is not valid`);
      if (success.outcome === "created" && version !== 1) report(`${who} created as version ${version}`);
      if (success.outcome === "updated" && version < 2) report(`${who} updated to version ${version}`);
      if (item.isOld && success.outcome !== "unchanged") report(`${who} sent back as it was, and ${success.outcome}`);
      if (results.list.length === 1 && answer.headers.etag !== `"${version}"`) report(`${who} version ${version} has the tag ${answer.headers.etag}`);
      const isChange = success.outcome !== "unchanged";
      if (ifMatch !== undefined && version !== ifMatch + (isChange ? 1 : 0)) {
        report(`${who} a lost update: If-Match "${ifMatch}", ${success.outcome} as version ${version}`);
      }
      if (!isChange) continue;
      const known = versions.get(what) ?? new Map();
      versions.set(what, known);
      if (known.has(version)) report(`${who} version ${version} was told to ${known.get(version).item.mark}, too`);
      else known.set(version, { item, write });
    }
  }
  return versions;
}

function judgeFailure(who, item, failure, report) {
  const codes = failure.errors.map(({ code }) => code);
  const isExpected = (code) => code === "restrictedProperty" || !item.isValid;
  if (!codes.every(isExpected) || codes.includes("notStored")) report(`${who} failed with ${codes}`);
}

/** Each version is one record, whole, of the one who was told to have written it; and what is restricted stays. */
function judgeRecords({ writes, reads, chains, versions }, report) {
  // The earliest of those who sent the same.
  const latestFirst = writes.toSorted((a, b) => b.start - a.start);
  const writers = new Map(latestFirst.flatMap((write) => write.items.filter(isNew).map(({ mark }) => [mark, write])));
  const texts = new Map();
  const fixed = new Map();
  const see = (what, id, version, record, seenAt) => {
    const torn = tornness(record);
    if (torn) report(`${what}: ${torn}`);
    const mark = record.relationshipName;
    const writer = writers.get(mark);
    if (writer === undefined) report(`${what}: nobody sent ${mark}`);
    else if (writer.isDryRun) report(`${what}: the dry run ${mark} was stored`);
    else if (writer.isKeyReused) report(`${what}: ${mark} was stored with another one's key`);
    else if (writer.start > seenAt) report(`${what}: ${mark} was read before it was sent`);
    const told = versions.get(what)?.get(version)?.item.mark;
    if (told !== undefined && told !== mark) report(`${what}: version ${version} is told to be ${told}, and is ${mark}`);
    const text = JSON.stringify(record);
    const known = texts.get(`${what} ${version}`) ?? text;
    texts.set(`${what} ${version}`, known);
    if (known !== text) report(`${what}: two records of version ${version}:\n  ${known.slice(0, 400)}\n  ${text.slice(0, 400)}`);
    if (COUNTERS.includes(id) && record.customData.n !== version - 1) report(`${what}: ${record.customData.n} in version ${version}`);
    const restricted = restrictedOf(record);
    const before = fixed.get(what) ?? restricted;
    fixed.set(what, before);
    if (JSON.stringify(before) !== JSON.stringify(restricted)) {
      report(`${what}: a restricted property changed: ${JSON.stringify(before)}, ${JSON.stringify(restricted)}`);
    }
  };
  for (const { collection, id, version, record, end } of reads) if (record) see(`${collection} ${id}`, id, version, record, end);
  for (const [what, chain] of chains ?? []) {
    for (const { version, record } of chain) see(what, what.split(" ")[1], version, record, Infinity);
  }
  for (const { collection, results, isDryRun } of writes) {
    for (const { item, success, failure } of isDryRun ? [] : (results?.list ?? [])) {
      const before = fixed.get(`${collection} ${item.id}`);
      if (before === undefined) continue;
      const differs = Object.entries(restrictedOf(item.sent)).some(([name, value]) => value !== undefined && value !== before[name]);
      const isRefused = failure?.errors.some(({ code }) => code === "restrictedProperty") ?? false;
      if (success && differs) report(`${collection} ${item.id}, ${item.mark}: a restricted property may have changed`);
      if (isRefused && !differs) report(`${collection} ${item.id}, ${item.mark}: refused without reason`);
    }
  }
}

/** A strong read is not older than what was known before it began; a copy never becomes older. */
function judgeFreshness({ executed, reads }, report) {
  const events = new Map();
  const add = (what, event) => {
    if (!events.has(what)) events.set(what, []);
    events.get(what).push(event);
  };
  const lastAttempt = ({ attempts }) => attempts.at(-1);
  for (const write of executed) {
    for (const { item, success } of write.results.list) {
      if (!success) continue;
      const version = success.sysData.sysRelationshipVersion;
      add(`${write.collection} ${item.id}`, { version, ...lastAttempt(write), isStrong: true });
    }
  }
  for (const read of reads) {
    if (read.answer === undefined) continue;
    const { start, end } = lastAttempt(read);
    add(`${read.collection} ${read.id}`, { version: read.version ?? 0, start, end, isStrong: read.isStrong, isRead: true });
  }
  for (const [what, list] of events) {
    for (const isStrong of [true, false]) {
      const own = list.filter((event) => event.isStrong === isStrong);
      const known = own.toSorted((a, b) => a.end - b.end);
      let [at, newest] = [0, 0];
      for (const { version, start } of own.filter(({ isRead }) => isRead).toSorted((a, b) => a.start - b.start)) {
        while (at < known.length && known[at].end < start) newest = Math.max(newest, known[at++].version);
        if (version < newest) report(`${what}: ${isStrong ? "a strong read" : "a copy"} of version ${version} after version ${newest}`);
      }
    }
  }
}

/** What clients read when all is over. */
function judgeEnd({ last, executed, chains }, report) {
  for (const { collection, id, strong, eventual } of last) {
    const what = `${collection} ${id}`;
    if (JSON.stringify(strong.record) !== JSON.stringify(eventual.record)) {
      report(`${what}: the record is of version ${strong.version}, its copy of version ${eventual.version}, and stays so`);
    }
    const stored = chains?.get(what)?.at(-1);
    if (chains && stored?.version !== strong.version) {
      report(`${what}: a strong read has version ${strong.version}, stored is ${stored?.version}`);
    }
    if (!COUNTERS.includes(id)) continue;
    const isIncrement = ({ item, success }) => item.id === id && ["created", "updated"].includes(success?.outcome);
    const own = executed.filter((write) => write.collection === collection);
    const acknowledged = own.flatMap(({ results }) => results.list.filter(isIncrement)).length;
    const counted = (strong.record?.customData.n ?? -1) + 1;
    if (counted !== acknowledged) report(`${what}: ${acknowledged} acknowledged, the creation included, and ${counted} counted`);
  }
}

/** What is stored, version by version. */
function judgeChains({ writes, executed, chains, versions, transactions }, report) {
  const times = new Map();
  for (const [what, chain] of chains) {
    chain.forEach(({ version, record }, index) => {
      if (version !== index + 1) report(`${what}: version ${index + 1} is missing`);
      const mark = `${what} ${record.relationshipName}`;
      times.set(mark, (times.get(mark) ?? 0) + 1);
      if (times.get(mark) === 2) report(`${what}: ${record.relationshipName} was stored twice`);
    });
  }
  for (const [what, known] of versions) {
    for (const [version, { item }] of known) {
      if (chains.get(what)?.[version - 1]?.record.relationshipName !== item.mark) {
        report(`${what}: version ${version} of ${item.mark} was acknowledged and is not stored`);
      }
    }
  }
  for (const { collection, items, answer, results } of writes) {
    if (answer === undefined) continue;
    items.forEach((item, index) => {
      const isStored = times.has(`${collection} ${item.id} ${item.mark}`);
      const isFailed = results === undefined || results.list[index].failure !== undefined;
      if (isNew(item) && isFailed && isStored) report(`${collection} ${item.id}: ${item.mark} was refused and is stored`);
    });
  }
  for (const { results } of executed) {
    if (!transactions.has(results.transactionId)) report(`the log has no request ${results.transactionId}`);
  }
}

function isNew({ isOld }) {
  return !isOld;
}

function count({ history, writes, executed, versions, chains }) {
  const attempts = history.flatMap((operation) => operation.attempts);
  const sent = attempts.filter(({ lost }) => lost !== "ECONNREFUSED");
  const status = (wanted) => attempts.filter(({ answer }) => answer?.status === wanted).length;
  const acknowledged = [...versions].flatMap(([what, known]) => [...known].map(([version, { item }]) => ({ what, version, item })));
  const isFound = ({ what, version, item }) => chains?.get(what)?.[version - 1]?.record.relationshipName === item.mark;
  /** An answer that tells of an earlier attempt: that one was heard, and only its answer lost. */
  const isReplay = ({ results, attempts }) => {
    const told = results?.list.find(({ success }) => success?.outcome !== "unchanged" && success)?.success.sysData.sysCorrelationId;
    return told !== undefined && told !== attempts.at(-1).correlation;
  };
  return {
    operations: history.length,
    requests: sent.length,
    acknowledged: acknowledged.length,
    found: acknowledged.filter(isFound).length,
    lost: sent.filter(({ lost }) => lost !== undefined).length,
    retries: sent.length - history.length,
    replays: writes.filter((write) => !write.isDryRun && isReplay(write)).length,
    unknown: writes.filter(({ answer }) => answer === undefined).length,
    preconditionFailed: status(412),
    keyInUse: status(409),
    keyReused: status(422),
    tooMany: status(429),
    unavailable: status(503),
    stored: [...(chains?.values() ?? [])].flat().length,
    transactions: executed.length,
  };
}
