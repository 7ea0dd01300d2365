//! The SVG file: valid XML whatever ids hold, and each kind of shape and line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { escaped, type SvgPicture, svgText } from "./svg.ts";

const PICTURE: SvgPicture = {
  title: "A & B",
  surface: "#ffffff",
  text: "#000000",
  nodes: [
    { id: "<a>", x: 0, y: 0, diameter: 20, shape: "ellipse", colour: "#111111", label: "<a>" },
    { id: "b", x: 100, y: 50, diameter: 20, shape: "round-rectangle", colour: "#222222" },
    { id: "c", x: 200, y: 0, diameter: 20, shape: "diamond", colour: "#333333" },
  ],
  edges: [
    { name: 'a "feeds" b', points: [{ x: 0, y: 0 }, { x: 100, y: 50 }], colour: "#444444", dash: "solid" },
    { name: "bent", points: [{ x: 0, y: 0 }, { x: 50, y: 0 }, { x: 100, y: 50 }], colour: "#555555", dash: "dashed" },
    { name: "loop", points: [{ x: 0, y: 0 }, { x: 10, y: 30 }, { x: 30, y: 10 }, { x: 0, y: 0 }], colour: "#444444", dash: "dotted" },
  ],
  legend: [
    { text: "Point", shape: "ellipse", colour: "#111111" },
    { text: "feeds", dash: "dashed", colour: "#444444" },
  ],
};

test("what XML cannot hold is escaped or replaced", () => {
  assert.equal(escaped(`<a b="c" d='e'>&amp;`), "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;");
  assert.equal(escaped("a\u0000b\u000bc\ud800d\uffffe\tf😀"), "a\ufffdb\ufffdc\ufffdd\ufffde\tf😀");
});

test("every tag is closed and no text breaks out", () => {
  const svg = svgText({ ...PICTURE, title: "</title><script>" });
  const open: string[] = [];
  for (const [, closes, name, ends] of svg.matchAll(/<(\/?)([a-zA-Z]+)(?:\s[a-zA-Z-]+(?::[a-z]+)?="[^"<]*")*(\/?)>/g)) {
    if (closes) assert.equal(open.pop(), name);
    else if (!ends) open.push(name!);
  }
  assert.deepEqual(open, []);
  assert.equal(svg.match(/</g)!.length, [...svg.matchAll(/<\/?[a-zA-Z]+(\s[^<>]*)?>/g)].length);
  assert.doesNotMatch(svg, /<script/);
});

test("shapes, labels and the legend are there", () => {
  const svg = svgText(PICTURE);
  assert.match(svg, /<circle cx="0" cy="0" r="10" fill="#111111"\/><title>&lt;a&gt;<\/title>/);
  assert.match(svg, /<rect x="90" y="40" width="20" height="20" rx="2.5" fill="#222222"\/>/);
  assert.match(svg, /<polygon points="200 -10 210 0 200 10 190 0" fill="#333333"\/>/);
  assert.deepEqual([...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text), ["&lt;a&gt;", "Point", "feeds"]);
});

test("lines are straight, bent or loops, and their arrows have their colour", () => {
  const svg = svgText(PICTURE);
  assert.match(svg, /<path d="M0 0L100 50" stroke="#444444" marker-end="url\(#arrow0\)"><title>a &quot;feeds&quot; b</);
  assert.match(svg, /<path d="M0 0Q50 0 100 50" stroke="#555555" stroke-dasharray="6 4" marker-end="url\(#arrow1\)">/);
  assert.match(svg, /<path d="M0 0Q10 30 20 20Q30 10 0 0" stroke="#444444" stroke-dasharray="1.5 3" marker-end="url\(#arrow0\)">/);
  assert.match(svg, /<marker id="arrow1"[^>]*><path d="M0 0L8 4L0 8Z" fill="#555555"/);
});

test("nothing at all is still a picture", () => {
  assert.match(svgText({ ...PICTURE, nodes: [], edges: [], legend: [] }), /viewBox="0 0 400 20"/);
});
