//! Which labels stand in the picture: as many as have room beside each other, as on a map.

/** An entity that may get a label, in pixels of the screen. */
export interface Candidate {
  x: number;
  y: number;
  radius: number;
  /** How wide its label is. */
  width: number;
}

export const LABEL_HEIGHT = 12;
/** What stays free between two labels, in pixels. */
const GAP = { x: 8, y: 5 };

/** The places in the list of those whose label is shown. What comes first has its way: nothing covers its label nor itself. */
export function withRoom(candidates: readonly Candidate[]): number[] {
  const shown: Candidate[] = [];
  return candidates.flatMap((candidate, index) => {
    const middle = middleOfLabel(candidate);
    const collides = shown.some((other) => {
      const across = Math.abs(other.x - candidate.x);
      return (
        (across < (other.width + candidate.width) / 2 + GAP.x && Math.abs(middleOfLabel(other) - middle) < LABEL_HEIGHT + GAP.y) ||
        coversLabel(other, candidate) ||
        coversLabel(candidate, other)
      );
    });
    if (collides) return [];
    shown.push(candidate);
    return [index];
  });
}

/** Whether an entity itself lies on the label of another. */
function coversLabel({ x, y, radius }: Candidate, labelled: Candidate): boolean {
  return Math.abs(labelled.x - x) < labelled.width / 2 + radius && Math.abs(middleOfLabel(labelled) - y) < radius + LABEL_HEIGHT / 2;
}

/** A label stands below its entity. */
function middleOfLabel({ y, radius }: Candidate): number {
  return y + radius + 2 + LABEL_HEIGHT / 2;
}
