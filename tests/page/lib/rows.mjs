//! Relationships to check and to send, as many as are asked for: a building's parts, none of which is twice.

const REQUIRED = ["id", "relationshipName", "relationshipType", "sourceEntityId", "destinationEntityId"];
const OPTIONAL = ["destinationERCollectionId", "customData"];
const COLUMNS = [...REQUIRED, ...OPTIONAL];

/** The documented layout of CSV: names, types, required or optional. */
const HEAD = [
  COLUMNS,
  COLUMNS.map((name) => (name === "customData" ? "object" : "string")),
  COLUMNS.map((name) => (OPTIONAL.includes(name) ? "optional" : "required")),
];

/** In CSV the first row of data is the fourth of the file. */
export const FIRST_ROW = 4;

/** `count` relationships without a fault; their ids begin with `prefix`. */
export function relationships(count, prefix) {
  return Array.from({ length: count }, (_, index) => {
    const [source, destination] = [`${prefix}-F${Math.floor(index / 20)}`, `${prefix}-R${index}`];
    return {
      id: `${source}-hasPart-${destination}`,
      relationshipName: `${source} hasPart ${destination}`,
      relationshipType: "BRICK_0_4__hasPart_Location_Location",
      sourceEntityId: source,
      destinationEntityId: destination,
      ...(index % 3 === 0 && { customData: { floor: index } }),
    };
  });
}

/** As a table. A value that is no text is written as JSON. */
export function csv(rows) {
  const cell = (value) => (value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [...HEAD, ...rows.map((row) => COLUMNS.map((name) => cell(row[name])))];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

/** One object a line. */
export function ndjson(rows) {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
