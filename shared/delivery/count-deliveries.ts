import { type LocalPeriod, type PeriodKind, periodAt } from '../pacing/local-period.ts';
import type { DeliveryFilter } from './delivery-filter.ts';
import { deliveryPlace } from './delivery-id.ts';
import { type Delivery, InvalidCursorError, type Ledger, type Page } from './ledger.ts';
import type { OutcomeKind } from './outcome.ts';

/** Which deliveries to count, and by what. */
export interface CountQuery extends Omit<DeliveryFilter, 'text'> {
  readonly since: number;
  /** The first moment that is not counted. */
  readonly until: number;
  readonly by: PeriodKind;
  /** IANA name of the clock that hours and days are those of. */
  readonly timeZone: string;
  readonly cursor?: string;
}

/** What was composed in one hour or day, as far as it was asked for. Times in ms. */
export interface DeliveryCount {
  readonly since: number;
  /** The first moment after it. */
  readonly until: number;
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
  /** Alerts in what was delivered, once for each message they were in. */
  readonly alerts: number;
}

/** The longest time one count may be about. */
export const MAX_COUNTED_MS = 92 * 24 * 3600_000;

const PAGE = 1_000;
/** Pages of the record one request reads: some seconds' work, a few thousand read units at most. */
const MAX_PAGES = 20;
/** What a page counts for that is not full: it ended because it had read as much as five. */
const SPARSE_COUNTS_AS = 5;

/**
 * Deliveries by outcome in each local hour or day, newest first, those without
 * any included. Where there is more than one request can read, the cursor goes
 * on within a period: counts of the same period are to be added up.
 */
export async function countDeliveries(query: CountQuery, ledger: Pick<Ledger, 'list'>): Promise<Page<DeliveryCount>> {
  const { since, until, by, timeZone, cursor: given, ...filter } = query;
  const from = given === undefined ? undefined : readCursor(given);
  const tally = new Tally(query, clamp(from?.downTo ?? until - 1, since, until - 1));
  let cursor = from?.cursor;
  for (let pages = 0; pages < MAX_PAGES; ) {
    const page = await ledger.list({ ...filter, since, until: until - 1, limit: PAGE, ...(cursor && { cursor }) });
    for (const row of page.items) tally.add(row);
    if (page.cursor === null) return { items: tally.finish(), cursor: null };
    cursor = page.cursor;
    pages += page.items.length < PAGE ? SPARSE_COUNTS_AS : 1;
  }

  return { items: tally.counts(), cursor: `${tally.downTo}.${cursor}` };
}

/** Counts of one period, while they are made. */
interface Bucket {
  readonly period: LocalPeriod;
  readonly outcomes: Record<OutcomeKind, number>;
  alerts: number;
}

/** Sorts deliveries, which come newest first, into periods one after the other. */
class Tally {
  readonly #query: CountQuery;
  readonly #buckets: Bucket[] = [];
  #current: Bucket;
  /** When the last delivery counted was composed. */
  downTo: number;

  constructor(query: CountQuery, downTo: number) {
    this.#query = query;
    this.downTo = downTo;
    this.#current = this.#open(downTo);
  }

  add(row: Delivery): void {
    this.downTo = deliveryPlace(row.id)?.atMs ?? this.downTo;
    this.#goBackTo(this.downTo);
    this.#current.outcomes[row.outcome] += 1;
    if (row.outcome === 'delivered') this.#current.alerts += row.alertCount;
  }

  /** All periods, down to the beginning of what was asked for. */
  finish(): readonly DeliveryCount[] {
    this.#goBackTo(this.#query.since);
    return this.counts();
  }

  counts(): readonly DeliveryCount[] {
    const { since, until } = this.#query;
    return this.#buckets.map(({ period, outcomes, alerts }) => ({
      since: Math.max(period.sinceMs, since),
      until: Math.min(period.untilMs, until),
      outcomes,
      alerts,
    }));
  }

  #goBackTo(ms: number): void {
    while (ms < this.#current.period.sinceMs) this.#current = this.#open(this.#current.period.sinceMs - 1);
  }

  #open(ms: number): Bucket {
    const { by, timeZone } = this.#query;
    const outcomes = { delivered: 0, throttled: 0, misconfigured: 0, rejected: 0, unreachable: 0, unknown: 0 };
    const bucket = { period: periodAt(by, timeZone, ms), outcomes, alerts: 0 };
    this.#buckets.push(bucket);
    return bucket;
  }
}

/** How far was counted, and where the record goes on. */
function readCursor(cursor: string): { readonly downTo: number; readonly cursor: string } {
  const [, downTo, rest] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  if (downTo === undefined || rest === undefined) throw new InvalidCursorError('not a cursor of this count');

  return { downTo: Number(downTo), cursor: rest };
}

/** Of a cursor that belongs to another time. */
function clamp(ms: number, from: number, to: number): number {
  return Math.max(from, Math.min(ms, to));
}
