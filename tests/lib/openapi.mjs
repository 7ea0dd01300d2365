//! Whether answers are as `openapi.json` describes them, and what it describes that was never answered.

import { isUtf8 } from "node:buffer";
import Ajv2020 from "ajv/dist/2020.js";

/** Members of a path item that are operations. */
const METHODS = ["get", "put", "post", "delete"];

/** Headers of the transport and of CORS, which are not told for each answer. */
const UNDESCRIBED = /^(connection|content-length|content-type|date|keep-alive|transfer-encoding|vary|access-control-.*)$/;

/** The other name of a part of the paths. */
const ALIAS = /^\/apollo\/relationships(?=[/?]|$)/;

/** A description, against which answers are held. */
export class Description {
  #components;
  #operations;
  #ajv = new Ajv2020({ strict: false });
  #validators = new Map();
  #seen = new Set();

  /** @param {object} document an `openapi.json` whose `$ref`s lead into its components */
  constructor(document) {
    this.#ajv.addSchema(document, "openapi");
    this.#components = document.components;
    this.#operations = operationsOf(document, this.#components);
  }

  /**
   * Holds an answer against the description.
   *
   * @param {{method: string, path: string}} request its path with the query
   * @param {{status: number, headers: Record<string, string>, body: string}} answer names of headers in small letters
   * @throws {Error} that says what is not described
   */
  checkAnswer(request, answer) {
    const { name, responses } = this.#expected(request);
    const fail = (what) => {
      throw new Error(`${request.method} ${request.path} (${name}) was answered ${answer.status}: ${what}`);
    };
    const response = responses[answer.status];
    if (response === undefined) fail("this status is not described");
    this.#checkHeaders(response.headers ?? {}, answer.headers, fail);
    this.#checkBody(response.content, answer, fail);
    this.#seen.add(`${name} ${answer.status}`);
  }

  /** All described statuses, as `POST /path 201`, that no checked answer had. */
  unseen() {
    const all = this.#operations.flatMap(({ name, responses }) => Object.keys(responses).map((status) => `${name} ${status}`));
    return all.filter((each) => !this.#seen.has(each));
  }

  /** The operation that a request is about, or what it is answered with where there is none. */
  #expected({ method, path }) {
    const { UnknownPath, MethodNotAllowed, Preflight } = this.#components.responses;
    const [plain] = path.replace(ALIAS, "/apollo/er/relationships").split("?");
    const atPath = isText(plain) ? this.#operations.filter(({ pattern }) => pattern.test(plain)) : [];
    if (atPath.length === 0) return { name: "an unknown path", responses: resolveAll({ 404: UnknownPath }, this.#components) };
    if (method === "OPTIONS") return { name: "OPTIONS", responses: resolveAll({ 204: Preflight }, this.#components) };
    const operation = atPath.find((each) => each.method === method);
    return operation ?? { name: "another method", responses: resolveAll({ 405: MethodNotAllowed }, this.#components) };
  }

  #checkHeaders(described, sent, fail) {
    const names = Object.keys(described).map((name) => name.toLowerCase());
    const unknown = Object.keys(sent).filter((name) => !UNDESCRIBED.test(name) && !names.includes(name));
    if (unknown.length > 0) fail(`the header ${unknown} is not described`);
    for (const [name, { required, schema }] of Object.entries(described)) {
      const value = sent[name.toLowerCase()];
      if (value === undefined && required) fail(`the header ${name} is missing`);
      if (value !== undefined) this.#validate(schema, schema.type === "integer" ? Number(value) : value, `the header ${name}`, fail);
    }
  }

  #checkBody(content, { status, headers, body }, fail) {
    if (content === undefined) {
      if (body !== "") fail("no body is described");
      return;
    }
    const { schema } = content[headers["content-type"]] ?? fail(`its content type ${headers["content-type"]} is not described`);
    const value = JSON.parse(body);
    this.#validate(schema, value, "the body", fail);
    if (value.status.code !== String(status)) fail(`status.code is ${value.status.code}`);
  }

  #validate(schema, value, what, fail) {
    const key = JSON.stringify(schema);
    if (!this.#validators.has(key)) this.#validators.set(key, this.#ajv.compile(rebase(schema)));
    const validate = this.#validators.get(key);
    if (validate(value)) return;
    const reasons = validate.errors.map(({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`);
    fail(`${what} is not as described: ${reasons.join("; ")}`);
  }
}

/** @returns {{name: string, method: string, pattern: RegExp, responses: object}[]} those with fewer parameters first */
function operationsOf({ paths }, components) {
  const parameters = (path) => path.split("{").length;
  const ordered = Object.entries(paths).sort(([a], [b]) => parameters(a) - parameters(b));
  return ordered.flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
      responses: resolveAll(item[method].responses, components),
    })),
  );
}

/** Whether a path's percent-encoded bytes are text: only then it leads anywhere. */
function isText(path) {
  const decoded = path.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return isUtf8(Buffer.from(decoded, "latin1"));
}

/** Responses by status, with the references to components replaced by what they lead to. */
function resolveAll(responses, components) {
  const resolve = (value) => (value.$ref ? value.$ref.split("/").slice(2).reduce((at, name) => at[name], components) : value);
  const withHeaders = (response) => {
    const headers = Object.entries(response.headers ?? {}).map(([name, header]) => [name, resolve(header)]);
    return { ...response, headers: Object.fromEntries(headers) };
  };
  return Object.fromEntries(Object.entries(responses).map(([status, response]) => [status, withHeaders(resolve(response))]));
}

/** A schema of the document for use outside of it. */
function rebase(schema) {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/'));
}
