//! Cycles among parts. In linear time and without recursion, as a chain may be as long as a file.

/** One entity is a part of another, says a row. */
export interface Part {
  whole: string;
  part: string;
  key: number;
}

/** Entities of which each is a part of the one before it, and the first of the last; and the rows that say so. */
export interface Cycle {
  entities: string[];
  keys: number[];
}

/**
 * For each knot of entities that are parts of each other one cycle, a shortest one through the entity that is first in the
 * rows; and each entity that is a part of itself. Ordered by their first rows.
 */
export function cyclesOf(parts: readonly Part[]): Cycle[] {
  const numbers = new Map<string, number>();
  const partsOf: number[][] = [];
  const numberOf = (entity: string) => {
    const known = numbers.get(entity);
    if (known !== undefined) return known;
    numbers.set(entity, partsOf.length);
    return partsOf.push([]) - 1;
  };
  const ends = parts.map(({ whole, part }) => [numberOf(whole), numberOf(part)] as const);
  for (const [whole, part] of ends) if (whole !== part) partsOf[whole]!.push(part);

  const knots = knotsOf(partsOf);
  const found = [...firstOfKnots(knots).map((first) => shortestCycle(first, partsOf, knots)), ...selfLoops(ends)];
  // Which cycle an edge would close: an entity is in one cycle at most beside its own loop.
  const names = [...numbers.keys()];
  const cycles = found.map((entities) => ({ entities: entities.map((entity) => names[entity]!), keys: [] as number[] }));
  const cycleOfEdge = new Map<string, Cycle>();
  found.forEach((entities, index) =>
    entities.forEach((entity, at) => cycleOfEdge.set(`${entity} ${entities[(at + 1) % entities.length]}`, cycles[index]!)),
  );
  ends.forEach(([whole, part], index) => cycleOfEdge.get(`${whole} ${part}`)?.keys.push(parts[index]!.key));
  return cycles.sort((a, b) => a.keys[0]! - b.keys[0]!);
}

function selfLoops(ends: readonly (readonly [number, number])[]): number[][] {
  return [...new Set(ends.filter(([whole, part]) => whole === part).map(([whole]) => whole))].map((entity) => [entity]);
}

/** The first entity of each knot of more than one. */
function firstOfKnots(knots: readonly number[]): number[] {
  const members = Map.groupBy(knots.keys(), (entity) => knots[entity]!);
  return [...members.values()].filter((group) => group.length > 1).map((group) => group[0]!);
}

/** For each entity the number of its strongly connected component (Tarjan, with a stack of its own). */
function knotsOf(partsOf: readonly number[][]): number[] {
  const size = partsOf.length;
  const order = new Array<number>(size).fill(-1);
  const low = new Array<number>(size).fill(0);
  const knots = new Array<number>(size).fill(-1);
  /** Which part of an entity is looked at next. */
  const next = new Array<number>(size).fill(0);
  const open: number[] = [];
  let visited = 0;
  let count = 0;
  for (let root = 0; root < size; root++) {
    if (order[root] !== -1) continue;
    const path = [root];
    while (path.length > 0) {
      const entity = path.at(-1)!;
      if (order[entity] === -1) {
        order[entity] = low[entity] = visited++;
        open.push(entity);
      }
      const part = partsOf[entity]![next[entity]!++];
      if (part !== undefined) {
        if (order[part] === -1) path.push(part);
        else if (knots[part] === -1) low[entity] = Math.min(low[entity]!, order[part]!);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low[above] = Math.min(low[above]!, low[entity]!);
      if (low[entity] !== order[entity]) continue;
      let member;
      do {
        member = open.pop()!;
        knots[member] = count;
      } while (member !== entity);
      count++;
    }
  }
  return knots;
}

/** From an entity through its knot and back, breadth first. */
function shortestCycle(first: number, partsOf: readonly number[][], knots: readonly number[]): number[] {
  const wholeOf = new Map<number, number>();
  const queue = [first];
  // The queue grows while it is walked.
  for (const entity of queue) {
    for (const part of partsOf[entity]!) {
      if (part === first) return pathTo(entity);
      if (knots[part] !== knots[first] || wholeOf.has(part)) continue;
      wholeOf.set(part, entity);
      queue.push(part);
    }
  }
  return [first];

  function pathTo(last: number): number[] {
    const path = [last];
    while (path.at(-1) !== first) path.push(wholeOf.get(path.at(-1)!)!);
    return path.reverse();
  }
}
