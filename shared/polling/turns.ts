/** Whose turn it is when not all can be asked for in a round. */
export interface Turns {
  /** The same ids, in the order in which they are asked for. */
  order(ids: readonly string[]): readonly string[];
  /** This one had its turn. */
  had(id: string): void;
}

/**
 * Goes round: a round begins behind the last one that had its turn, the first
 * at a random place, because whoever runs one round only remembers nothing.
 * With one place to begin at, what can not be answered there would be asked
 * for ever, and what is behind it never.
 */
export function createTurns(random: () => number): Turns {
  let last: string | undefined;
  return {
    order(ids) {
      const sorted = ids.toSorted(byNumber);
      const at = last === undefined ? Math.floor(random() * sorted.length) : firstBehind(sorted, last);
      return [...sorted.slice(at), ...sorted.slice(0, at)];
    },
    had(id) {
      last = id;
    },
  };
}

function firstBehind(sorted: readonly string[], last: string): number {
  return Math.max(
    0,
    sorted.findIndex((id) => byNumber(id, last) > 0),
  );
}

/** Ids have up to 19 digits: more than a number holds. */
function byNumber(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
