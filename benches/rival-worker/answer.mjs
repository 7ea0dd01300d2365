// Answers in the contract's envelope.

/** A request that is not processed. */
export class Rejection extends Error {
  constructor(status, message, { headers = {}, data = {} } = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.data = data;
  }
}

export function badRequest(message) {
  return new Rejection(400, `Bad Request: ${message}`);
}

/** A body that is none. */
export function badBody(code, path, message) {
  return new Rejection(400, `Bad Request: ${message}`, { data: { errors: [{ code, path, message }] } });
}

/** What KV answers, or 503 where it does not. */
export async function reached(reading) {
  try {
    return await reading;
  } catch {
    throw new Rejection(503, "Service Unavailable: retry later", { headers: { "retry-after": "5" } });
  }
}

const HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** `results` has what became of each relationship in the order of the request. */
export function upserted(results, request) {
  const { transactionId, correlationId, includeSystemData } = request;
  let count = 0;
  for (const { errors } of results) if (!errors) count += 1;
  const hasFailed = count < results.length;
  const message = `Total number of Relationships Upserted:  ${count}.`;
  const data = hasFailed || includeSystemData ? { responses: responsesOf(results, request) } : {};
  const isOne = results.length === 1 && !hasFailed;
  const headers = isOne ? { etag: `"${results[0].sysData.sysRelationshipVersion}"` } : {};
  return envelope(hasFailed ? 207 : 201, message, transactionId, data, correlationId, headers);
}

function responsesOf(results, { url, transactionId, includeSystemData }) {
  const { origin } = new URL(url);
  const responses = {};
  results.forEach(({ id = null, outcome, sysData, errors }, index) => {
    const tracker = `${origin}/apollo/status/logs?relationshipid=${encodeURIComponent(id ?? "")}&transactionid=${transactionId}`;
    if (errors) {
      const message = errors.map((error) => error.message).join(", ");
      (responses.failure ??= []).push({ id, message, tracker, index, errors });
    } else {
      const success = { id, message: "Relationship upserted successfully", tracker, index, outcome };
      (responses.success ??= []).push(includeSystemData ? { ...success, sysData } : success);
    }
  });
  return responses;
}

export function rejected({ status, message, headers, data }, correlationId) {
  return envelope(status, message, crypto.randomUUID(), data, correlationId, headers);
}

function envelope(status, message, transactionId, data, correlationId, more) {
  const headers = { ...HEADERS, ...more };
  if (correlationId !== undefined) headers["x-correlation-id"] = correlationId;
  const body = { status: { message, code: String(status) }, transactionId, data };
  return new Response(JSON.stringify(body), { status, headers });
}
