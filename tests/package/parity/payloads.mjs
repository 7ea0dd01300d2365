//! Made-up bodies: valid ones, broken ones, hostile ones.

const REQUIRED = ["id", "relationshipName", "relationshipType", "sourceEntityId", "destinationEntityId"];
const OPTIONAL = [
  "brickRelationshipType",
  "brickRelationshipName",
  "brickSourceEntitySubType",
  "brickDestinationEntitySubType",
  "customData",
  "isActive",
  "sysData",
];
/** Together: whether they are swapped shows only of both. */
const ENDS = ["brickSourceEntityType", "brickDestinationEntityType"];

/** Some verbs of the built-in types, each with the classes of source and destination that it is for. */
const VERBS = {
  contains: ["Equipment_Equipment", "Location_Device", "Location_Equipment", "Location_Location", "Location_Point"],
  feeds: ["Equipment_Equipment", "Equipment_Location", "Equipment_Point", "Location_Equipment", "Point_Equipment"],
  isFedBy: ["Equipment_Equipment", "Location_Equipment", "Point_Equipment", "Equipment_Location", "Equipment_Point"],
  isPartOf: ["Equipment_Equipment", "Point_Equipment", "Equipment_Location", "Location_Location", "Point_Location"],
};
const CLASSES = ["Equipment", "Location", "Point", "Device"];

/** What a careless reader takes for something of its own. */
const HOSTILE_NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "0", "then", ""];

/** Escaped or not, as they stand in JSON. */
const CHARACTERS = [
  ..."abcXYZ019 _-.,:;[]{}#/~'<>&é߀語\u00a0\u2028\ufeff\uffff😀𝕏",
  ...["\u0301", "\u200d", "\u202e", '\\"', "\\\\", "\\/", "\\u0041", "\\u00e9", "\\u2028", "\\uD83D\\uDE00"],
];

/** Which no id may have. */
const CONTROL_CHARACTERS = ["\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\u001F", "\u007f", "\u0085", "\u009f"];

/** No JSON, or none of ours. */
const BROKEN_CHARACTERS = ["\\ud800", "\\udc00", "\\uD83Dx", "\\x41", "\\u12", "\u0000", "\t", "\n", '"', "\\"];

const NUMBERS = [
  ...["0", "-0", "1", "-1", "1.0", "1.50", "1e2", "1E+2", "1e-2", "0.1e1", "100000000000000000000", "12345678901234567890"],
  ...["1.7976931348623157e308", "4.9e-324", "1e-400", "0e999999999", "123456789012345678901234567890.5"],
];

/** No JSON, or beyond a double. */
const BROKEN_NUMBERS = ["1e400", "-1e309", "1.7976931348623159e308", "01", "+1", ".5", "1.", "1e", "-", "0x10", "NaN", "Infinity", "1_000", "--1"];

/** How deep what is meant to be deep is: about the limit of 64, and far beyond. */
const DEPTHS = [60, 61, 62, 63, 64, 65, 66, 200, 20_000];

/**
 * A body.
 *
 * @param {import("../lib/random.mjs").Random} random
 * @returns {Buffer}
 */
export function makePayload(random) {
  const bytes = Buffer.from(spaced(random, body(random)));
  return random.chance(20) ? mangled(random, bytes) : bytes;
}

function body(random) {
  const kind = random.below(100);
  if (kind < 45) return relationship(random);
  if (kind < 85) return list(random.list(1 + random.below(5), () => (random.chance(4) ? anything(random) : relationship(random))));
  if (kind < 87) return list(random.list(random.pick([0, 99, 100, 101]), (index) => `{"id":"${index}"}`));
  if (kind < 92) return relationship(random, member("customData", deep(random)));
  if (kind < 95) return deep(random);
  return anything(random);
}

function relationship(random, ...more) {
  const members = [
    ...REQUIRED.filter(() => !random.chance(3)).map((name) => property(random, name)),
    ...OPTIONAL.filter(() => random.chance(20)).map((name) => property(random, name)),
    ...(random.chance(20) ? ENDS : []).map((name) => property(random, name)),
    ...more,
  ];
  if (random.chance(12)) members.push(...random.list(1 + random.below(3), () => member(name(random), anything(random))));
  if (random.chance(1)) members.push(...random.list(80, (index) => member(`x${index}`, "1")));
  if (random.chance(3) && members.length > 0) members.push(random.pick(members));
  if (random.chance(30)) members.sort(() => random.below(3) - 1);
  return object(members);
}

function property(random, name) {
  return member(random.chance(2) ? respelled(name) : name, random.chance(4) ? anything(random) : valid(random, name));
}

function valid(random, name) {
  if (name === "relationshipType") return quoted(random.chance(85) ? typeName(random) : misspelled(random, typeName(random)));
  if (ENDS.includes(name)) return quoted(`BRICK_0_4__${random.pick(CLASSES)}`);
  if (name === "customData") return object(random.list(random.below(4), () => member(plainName(random), anything(random))));
  if (name === "isActive") return random.chance(90) ? "true" : "false";
  if (name === "sysData") return anything(random);
  // Few ids, so that some are used twice.
  return random.chance(60) ? quoted(random.pick(["a", "b", "c", "d"])) : string(random);
}

function typeName(random) {
  const verb = random.pick(Object.keys(VERBS));
  const kind = random.below(100);
  if (kind < 15) return `BRICK_0_4__${verb}`;
  const ends = kind < 92 ? random.pick(VERBS[verb]) : `${random.pick(CLASSES)}_${random.pick(CLASSES)}`;
  return `BRICK_0_4__${verb}_${ends}`;
}

function misspelled(random, name) {
  const at = random.below(name.length);
  return random.pick([name.slice(0, at) + name.slice(at + 1), name.replace("BRICK_0_4__", ""), name.toLowerCase(), `${name}x`, "mine"]);
}

function anything(random, depth = 0) {
  const kind = random.below(depth < 4 ? 10 : 7);
  if (kind < 3) return string(random);
  if (kind < 5) return number(random);
  if (kind < 7) return random.pick(["null", "true", "false"]);
  if (kind < 8) return list(random.list(random.below(4), () => anything(random, depth + 1)));
  return object(random.list(random.below(4), () => member(name(random), anything(random, depth + 1))));
}

function deep(random) {
  const depth = random.pick(DEPTHS);
  const [open, close] = random.pick([["[", "]"], ['{"a":', "}"], ['[{"b":', "}]"]]);
  const times = Math.ceil(depth / (open.length > 6 ? 2 : 1));
  return `${open.repeat(times)}0${close.repeat(random.chance(90) ? times : times - 1)}`;
}

function number(random) {
  return random.chance(97) ? random.pick(NUMBERS) : random.pick(BROKEN_NUMBERS);
}

function string(random) {
  const kind = random.below(100);
  if (kind < 5) return '""';
  // About the limits of ids, in characters of one and of two bytes.
  if (kind < 8) return quoted(random.pick(["x", "é"]).repeat(random.pick([511, 512, 513, 1023, 1024, 1025])));
  const characters = random.list(1 + random.below(12), () => random.pick(CHARACTERS));
  if (random.chance(5)) characters.push(random.pick(CONTROL_CHARACTERS));
  if (random.chance(1)) characters.push(random.pick(BROKEN_CHARACTERS));
  return quoted(characters.join(""));
}

function name(random) {
  const kind = random.below(100);
  if (kind < 50) return plainName(random);
  if (kind < 70) return random.pick(HOSTILE_NAMES);
  // About the limits of names in messages and in paths.
  if (kind < 74) return random.pick(["n", "é", "😀"]).repeat(random.pick([127, 128, 129, 1023, 1024, 1025]));
  return string(random).slice(1, -1);
}

function plainName(random) {
  return random.pick(["note", "floor", "tags", "a", "b", "c.d", "e f", "Id"]);
}

/** Its first letter as an escape. */
function respelled(name) {
  return `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
}

function quoted(text) {
  return `"${text}"`;
}

function member(name, value) {
  return `"${name}":${value}`;
}

function object(members) {
  return `{${members.join(",")}}`;
}

function list(elements) {
  return `[${elements.join(",")}]`;
}

/** With white space around it, JSON's own or not. */
function spaced(random, text) {
  const space = () => (random.chance(85) ? "" : random.pick([" ", "\n", "\r\n", "\t", " \n \n", random.chance(80) ? "" : random.pick(["\u00a0", "\ufeff"])]));
  return `${space()}${text}${space()}`;
}

/** As it comes out of a bad line. */
function mangled(random, bytes) {
  const at = random.below(bytes.length + 1);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  const any = Buffer.from([random.chance(50) ? random.below(256) : random.pick([...Buffer.from('{}[]",:\\0-e')])]);
  switch (random.below(6)) {
    case 0:
      return head;
    case 1:
      return tail;
    case 2:
      return Buffer.concat([head, any, tail]);
    case 3:
      return Buffer.concat([head, any, tail.subarray(1)]);
    case 4:
      return Buffer.concat([head, tail.subarray(1 + random.below(4))]);
    default:
      return Buffer.concat([head, tail, tail]);
  }
}
