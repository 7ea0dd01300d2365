// Answers in the contract's envelope.

/** A request that is not processed. */
export class Rejection extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

const HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** `results` has the outcome of each relationship in the order of the request. */
export function upserted(results, { origin, transactionId, correlationId, includeSystemData }) {
  const failed = results.reduce((count, { errors }) => (errors ? count + 1 : count), 0);
  const count = results.length - failed;
  const message = `Total number of Relationships Upserted:  ${count}.`;
  const isTold = failed > 0 || includeSystemData;
  const data = isTold ? { responses: responsesOf(results, origin, transactionId, includeSystemData) } : {};
  return envelope(failed > 0 ? 207 : 201, message, transactionId, data, correlationId);
}

function responsesOf(results, origin, transactionId, includeSystemData) {
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

export function rejected({ status, message, headers }, transactionId, correlationId) {
  return envelope(status, message, transactionId, {}, correlationId, headers);
}

function envelope(status, message, transactionId, data, correlationId, more = {}) {
  const headers = correlationId === undefined ? { ...HEADERS, ...more } : { ...HEADERS, ...more, "x-correlation-id": correlationId };
  const body = { status: { message, code: String(status) }, transactionId, data };
  return new Response(JSON.stringify(body), { status, headers });
}
