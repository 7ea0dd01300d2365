//! Short ids, the looks of verbs, and colours that stand out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CLASS_STYLES, LINE_COLOURS, shortened, verbStyles } from "./palette.ts";

test("long ids lose their middle, never half a character", () => {
  assert.equal(shortened("RMI1071_Space_Temperature_Local"), "RMI1071_Spac…ature_Local");
  assert.equal(shortened("😀".repeat(30)), `${"😀".repeat(12)}…${"😀".repeat(11)}`);
  assert.equal(shortened("a\n\tb"), "a b");
});

test("a verb and its inverse share a colour, and only the inverse is dashed", () => {
  const styles = verbStyles(["isFedBy", "feeds", "mine", "__proto__"]);
  assert.deepEqual(styles.get("feeds"), { colour: 3, dash: "solid" });
  assert.deepEqual(styles.get("isFedBy"), { colour: 3, dash: "dashed" });
  assert.deepEqual([styles.get("__proto__"), styles.get("mine")], [{ colour: 6, dash: "dotted" }, { colour: 0, dash: "dotted" }]);
});

test("every colour has a contrast of 3 to the surface it stands on", () => {
  const surfaces = { light: "#ffffff", dark: "#1b2027" };
  const colours = [...Object.values(CLASS_STYLES).map(({ colour }) => colour), ...LINE_COLOURS];
  for (const colour of colours) {
    for (const scheme of ["light", "dark"] as const) {
      const contrast = contrastOf(colour[scheme], surfaces[scheme]);
      assert.ok(contrast >= 3, `${colour[scheme]}: ${contrast.toFixed(2)}`);
    }
  }
});

test("no two colours of a set look alike, not even to the colour-blind", () => {
  for (const set of [Object.values(CLASS_STYLES).map(({ colour }) => colour), LINE_COLOURS]) {
    for (const scheme of ["light", "dark"] as const) {
      for (const [sight, matrix] of Object.entries(SIGHT)) {
        const seen = set.map((colour) => [colour[scheme], labOf(seenAs(linear(colour[scheme]), matrix))] as const);
        seen.forEach(([name, a], index) => {
          for (const [other, b] of seen.slice(index + 1)) {
            const distance = Math.hypot(...a.map((part, at) => part - b[at]!));
            assert.ok(distance >= 20, `${name} and ${other}, ${sight}: ${distance.toFixed(1)}`);
          }
        });
      }
    }
  }
});

/** What the colour-blind see of linear RGB, by Machado, Oliveira and Fernandes (2009). */
const SIGHT = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

type Triple = [number, number, number];

function seenAs(rgb: Triple, matrix: number[][]): Triple {
  return matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, part, at) => sum + part * rgb[at]!, 0)))) as Triple;
}

function linear(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

function luminance([red, green, blue]: Triple): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** CIE Lab, in which equal distances look about equal. */
function labOf(rgb: Triple): Triple {
  const root = (value: number) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const [red, green, blue] = rgb;
  const x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = root(luminance(rgb));
  const z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The contrast of two colours, as WCAG has it. */
function contrastOf(a: string, b: string): number {
  const [dark, light] = [a, b].map((colour) => luminance(linear(colour))).sort((one, other) => one - other) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
