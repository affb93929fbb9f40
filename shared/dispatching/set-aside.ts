import type { Waiting } from './choose-entries.ts';
import type { Composition } from './compose-message.ts';

/** What could be composed, and the alerts that could not be written down at all. */
export interface Isolated {
  readonly composition: Composition;
  readonly poisonous: readonly Waiting[];
}

/** Writes down alerts that were read before: the table's own troubles are none of an alert's. */
export type Compose = (chosen: readonly Waiting[]) => Composition;

/** An alert gets this many tries alone before it counts as the cause. */
const TRIES = 3;

/**
 * Composes a message; when that throws, finds the alerts it is for by halves,
 * and composes the others. One alert nobody can write down must not be in the
 * way of all that wait with it.
 */
export function composeWithout(chosen: readonly Waiting[], compose: Compose): Isolated {
  try {
    return { composition: compose(chosen), poisonous: [] };
  } catch (error) {
    const poisonous = poisonousOf(chosen, compose);
    // None throws alone: it is the message, not an alert.
    if (poisonous.length === 0) throw error;
    const rest = chosen.filter((one) => !poisonous.includes(one));

    return { composition: rest.length === 0 ? { withheld: [] } : compose(rest), poisonous };
  }
}

function poisonousOf(chosen: readonly Waiting[], compose: Compose): readonly Waiting[] {
  if (isComposed(chosen, compose)) return [];
  if (chosen.length === 1) return chosen;
  const half = Math.ceil(chosen.length / 2);

  return [...poisonousOf(chosen.slice(0, half), compose), ...poisonousOf(chosen.slice(half), compose)];
}

function isComposed(chosen: readonly Waiting[], compose: Compose): boolean {
  const tries = chosen.length === 1 ? TRIES : 1;
  for (let made = 0; made < tries; made++) {
    try {
      compose(chosen);
      return true;
    } catch {
      // Once more, or by halves.
    }
  }
  return false;
}
