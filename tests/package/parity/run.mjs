//! The table of `tests/cases/` against `createEndpoint`, in whichever host imports this: it needs
//! `Request` and `Response`, and nothing of Node.

import { Run } from "../../lib/expected.mjs";

/** Any, since nothing goes over the network. */
const ORIGIN = "https://example.com";

/**
 * Cases about registrations that are none. The deployed endpoint finds them in its KV and answers with a fault;
 * `createEndpoint` does not take them in the first place. By name, with the code of its error.
 */
const REFUSED = {
  "a registration of a collection that is none is a fault of ours, and opaque": "optionInvalid",
  "a registered type whose schema is none is a fault of ours, and opaque": "schemaInvalid",
};

/**
 * Runs all cases to one endpoint.
 *
 * @param {typeof import("er-relationships/endpoint")} entry of the package
 * @param {{tokens: object, cases: object[]}} data what `loadParityData` gives, as is or through JSON
 * @returns {Promise<{title: string, failure?: string}[]>} one for each case
 */
export async function run({ createEndpoint }, { tokens, cases }) {
  const endpoint = createEndpoint({ ...registrations(cases.filter(({ name }) => !(name in REFUSED))), tokens });
  const results = [];
  for (const each of cases) {
    const { title, name } = each;
    try {
      if (name in REFUSED) expectRefusal(() => createEndpoint({ ...registrations([each]), tokens }), REFUSED[name]);
      else await runCase(endpoint, each);
      results.push({ title });
    } catch (error) {
      results.push({ title, failure: String(error?.stack ?? error) });
    }
  }
  return results;
}

function registrations(cases) {
  return {
    collections: Object.assign({}, ...cases.map(({ collections }) => collections)),
    types: cases.flatMap(({ types }) => types),
  };
}

function expectRefusal(create, code) {
  try {
    create();
  } catch (error) {
    if (error instanceof TypeError && error.code === code) return;
    throw error;
  }
  throw new Error(`no ${code}`);
}

async function runCase(endpoint, { collections, steps, stored }) {
  const run = new Run(ORIGIN);
  for (const { request, answer } of steps) {
    const response = await endpoint.fetch(requestOf(run.fill(request)));
    const { status, headers } = response;
    run.compareAnswer(answer, { status, headers: Object.fromEntries(headers), body: await response.text() });
  }
  if (stored === undefined) return;
  const records = Object.entries(endpoint.snapshot()).filter(([key]) => {
    return Object.keys(collections).some((id) => key.startsWith(`r:${id},`) || key.startsWith(`h:${id},`));
  });
  run.compareStored(stored, Object.fromEntries(records));
}

function requestOf({ method, path, headers, body }) {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const line of [value].flat()) sent.append(name, line);
  }
  const bytes = Uint8Array.from(body, (character) => character.charCodeAt(0));
  // Some methods take no body, not even an empty one.
  return new Request(`${ORIGIN}${path}`, { method, headers: sent, ...(bytes.length > 0 && { body: bytes }) });
}
