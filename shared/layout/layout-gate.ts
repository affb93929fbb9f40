import { decideLayout, type LayoutMark } from './layout.ts';

/** Where the mark is. */
export interface LayoutStore {
  /** Undefined where nobody has marked anything yet. */
  read(): Promise<LayoutMark | undefined>;
  /** Sets the mark, unless a newer one is there by now. */
  raise(mark: LayoutMark, atMs: number): Promise<void>;
}

/** Stands before a table. */
export interface LayoutGate {
  /** Lets whoever may work with the table go on, and throws a `LayoutError` for all others. */
  pass(): Promise<void>;
}

/** Newer code has written into the table what this code must not touch. */
export class LayoutError extends Error {
  override name = 'LayoutError' as const;
}

/** What a gate goes by. */
export interface LayoutGateOptions {
  readonly own: LayoutMark;
  /** A process asks for the mark at most this often, ms. */
  readonly lookEveryMs: number;
  readonly now: () => number;
}

/**
 * Looks at the mark before the first use, and now and then while the process
 * lives: newer code may have taken over meanwhile. Whoever comes at the same
 * time shares one look. When the mark can't be read again, what was known of it still counts.
 */
export function createLayoutGate(store: LayoutStore, { own, lookEveryMs, now }: LayoutGateOptions): LayoutGate {
  let looked: { readonly verdict: Promise<void>; readonly atMs: number } | undefined;
  let hasPassed = false;

  const look = async (): Promise<void> => {
    const found = await store.read().catch((error: unknown) => {
      if (!hasPassed) throw error;
      return 'unknown' as const;
    });
    if (found === 'unknown') return;

    const decision = decideLayout(found, own);
    hasPassed = false;
    if (decision.kind === 'refuse') throw new LayoutError(`the table is of ${decision.reason}: deploy that again`);
    if (decision.kind === 'take-over') await store.raise(own, now());
    hasPassed = true;
  };

  return {
    pass: () => {
      if (looked !== undefined && now() - looked.atMs < lookEveryMs) return looked.verdict;

      const verdict = look();
      const mine = { verdict, atMs: now() };
      looked = mine;
      verdict.catch((error: unknown) => {
        // A table that did not answer is asked again at once, a refusal stands until the next look.
        if (!(error instanceof LayoutError) && looked === mine) looked = undefined;
      });
      return verdict;
    },
  };
}
