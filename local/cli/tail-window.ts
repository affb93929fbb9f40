import type { DeliveryRow } from './show/deliveries.ts';

/** What a tail knows between two looks. */
export interface TailWindow {
  /** Ids it was given within the overlap. */
  readonly seen: ReadonlySet<string>;
  /** From when to ask; undefined while nothing was there. RFC 3339 in UTC, as the API writes it. */
  readonly since: string | undefined;
  /** What is not after this was before the tail began. */
  readonly floor: string;
}

type Timed = Pick<DeliveryRow, 'id' | 'at'>;

/**
 * An attempt is recorded a little after the moment it carries, so what came
 * last is asked for again; ms. A post takes at most half a minute.
 */
const OVERLAP_MS = 60_000;

/** Begins after the first rows (newest first): the whole past where there were fewer of them than asked for. */
export function beginTail(rows: readonly Timed[], lines: number): TailWindow {
  const first = lines === 0 ? rows.at(0) : rows.length < lines ? undefined : rows.at(-1);
  return { ...windowAfter(rows, undefined), floor: first?.at ?? '' };
}

/** The rows not told yet, newest last, and the window after them. */
export function advanceTail<Row extends Timed>(
  window: TailWindow,
  rows: readonly Row[],
): { readonly fresh: readonly Row[]; readonly window: TailWindow } {
  const fresh = rows.filter(({ id, at }) => !window.seen.has(id) && at > window.floor).toReversed();
  const after = windowAfter(rows, window.since);

  return { fresh, window: { ...after, seen: new Set([...window.seen, ...after.seen]), floor: window.floor } };
}

function windowAfter(rows: readonly Timed[], since: string | undefined): Omit<TailWindow, 'floor'> {
  const [newest] = rows.map(({ at }) => at).toSorted((a, b) => (a < b ? 1 : -1));
  const next = newest === undefined ? since : new Date(Date.parse(newest) - OVERLAP_MS).toISOString();

  return { seen: new Set(rows.map(({ id }) => id)), since: next };
}
