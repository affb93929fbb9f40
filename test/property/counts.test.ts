import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CountQuery, countDeliveries, type DeliveryCount } from '#shared/delivery/count-deliveries.ts';
import { type DeliveryDetail, InvalidCursorError, type Ledger } from '#shared/delivery/ledger.ts';
import { aDelivery } from '#test/builders/ledger.ts';

const HOUR = 3_600_000;
/** The clocks of New York, of Lord Howe (by half an hour) and of Beirut (at midnight) change within a week of these. */
const CHANGES = [Date.UTC(2026, 10, 1), Date.UTC(2026, 2, 8), Date.UTC(2026, 3, 5), Date.UTC(2026, 9, 25)] as const;
const ZONES = ['America/New_York', 'Australia/Lord_Howe', 'Asia/Beirut', 'Asia/Kolkata', 'UTC'] as const;

/** A record that gives its rows in small pages, as one does that has read its share. */
function ledgerOf(rows: readonly DeliveryDetail[], pageRows: number): Pick<Ledger, 'list'> {
  const inOrder = rows.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return {
    list: async ({ since = 0, until = Number.MAX_SAFE_INTEGER, cursor, limit }) => {
      const from = inOrder.filter(({ at, id }) => at >= since && at <= until && (cursor === undefined || id < cursor));
      const items = from.slice(0, Math.min(limit, pageRows));
      return { items, cursor: from.length > items.length ? (items.at(-1)?.id ?? null) : null };
    },
  };
}

/** All pages of a count, those of the same period added up; and how many there were. */
async function counted(query: CountQuery, ledger: Pick<Ledger, 'list'>) {
  const sums = new Map<number, { count: DeliveryCount; delivered: number; throttled: number; alerts: number }>();
  let [cursor, pages] = ['' as string | null, 0];
  while (cursor !== null && pages < 1_000) {
    const page = await countDeliveries({ ...query, ...(cursor === '' ? {} : { cursor }) }, ledger);
    for (const count of page.items) {
      const sum = sums.get(count.since) ?? { count, delivered: 0, throttled: 0, alerts: 0 };
      sums.set(count.since, sum);
      sum.delivered += count.outcomes.delivered;
      sum.throttled += count.outcomes.throttled;
      sum.alerts += count.alerts;
    }
    cursor = page.cursor;
    pages += 1;
  }
  return { sums: [...sums.values()], pages };
}

const row = fc.record({
  hours: fc.integer({ min: -80, max: 80 }),
  minutes: fc.integer({ min: 0, max: 59 }),
  outcome: fc.constantFrom('delivered', 'throttled'),
  alertCount: fc.integer({ min: 0, max: 9 }),
});

describe('counts over time', () => {
  test('have every delivery in its local hour or day, once, whatever is done to the clocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        fc.constantFrom(...CHANGES),
        fc.constantFrom(...ZONES),
        fc.constantFrom('hour', 'day'),
        fc.tuple(fc.integer({ min: -90, max: 0 }), fc.integer({ min: 1, max: 90 })),
        fc.integer({ min: 1, max: 7 }),
        async (fields, change, timeZone, by, [fromHours, toHours], pageRows) => {
          const rows = fields.map(({ hours, minutes, ...more }) =>
            aDelivery({ ...more, at: change + hours * HOUR + minutes * 60_000 }),
          );
          const [since, until] = [change + fromHours * HOUR - 17 * 60_000, change + toHours * HOUR];
          const { sums } = await counted({ since, until, by, timeZone }, ledgerOf(rows, pageRows));

          // Side by side from the end to the beginning, without a gap.
          expect(sums[0]?.count.until).toBe(until);
          expect(sums.at(-1)?.count.since).toBe(since);
          expect(sums.slice(1).map(({ count }) => count.until)).toEqual(
            sums.slice(0, -1).map(({ count }) => count.since),
          );
          for (const { count, delivered, throttled, alerts } of sums) {
            const inside = rows.filter(({ at }) => at >= count.since && at < count.until);
            const told = inside.filter(({ outcome }) => outcome === 'delivered');
            expect([delivered, throttled]).toEqual([told.length, inside.length - told.length]);
            expect(alerts).toBe(told.reduce((sum, { alertCount }) => sum + alertCount, 0));
            expect(new Set([count.since, count.until - 1].map((ms) => shown(by, timeZone, ms))).size).toBe(1);
          }
          // Each period is whole: its neighbours have another name.
          const names = sums.map(({ count }) => shown(by, timeZone, count.since));
          expect(new Set(names).size).toBe(names.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('of a day the clocks are set back have 25 hours, two of the same number', async () => {
    const [since, until] = [Date.parse('2026-11-01T00:00:00-04:00'), Date.parse('2026-11-02T00:00:00-05:00')];
    const query = { since, until, timeZone: 'America/New_York' };
    const ledger = ledgerOf([aDelivery({ at: since + 1.5 * HOUR }), aDelivery({ at: since + 2.5 * HOUR })], 10);

    expect((await counted({ ...query, by: 'hour' }, ledger)).sums.map(({ delivered }) => delivered).reverse()).toEqual([
      ...[0, 1, 1],
      ...Array.from({ length: 22 }, () => 0),
    ]);
    expect((await counted({ ...query, by: 'day' }, ledger)).sums).toMatchObject([{ delivered: 2 }]);
  });

  test('end after so many pages of the record, and go on from there', async () => {
    const rows = Array.from({ length: 50 }, (_, at) => aDelivery({ at: Date.UTC(2026, 10, 21) - at * 60_000 }));
    const query = { since: Date.UTC(2026, 10, 20), until: Date.UTC(2026, 10, 22), by: 'day', timeZone: 'UTC' } as const;
    const { sums, pages } = await counted(query, ledgerOf(rows, 2));

    expect(pages).toBeGreaterThan(3);
    expect(sums.map(({ delivered }) => delivered)).toEqual([1, 49]);
  });

  test.each(['x', '1', '.a', 'a.b'])('refuse a cursor that none gave: %j', async (cursor) => {
    const query = { since: 0, until: 1, by: 'day', timeZone: 'UTC', cursor } as const;
    await expect(countDeliveries(query, ledgerOf([], 1))).rejects.toThrow(InvalidCursorError);
  });
});

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** What a clock in the zone shows, by Intl alone: the day, or the hour with its offset. */
function shown(by: 'hour' | 'day', timeZone: string, ms: number): string {
  const hours = by === 'hour' ? ({ hour: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset' } as const) : {};
  const key = by + timeZone;
  const format =
    FORMATS.get(key) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      dateStyle: undefined,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      ...hours,
    });
  FORMATS.set(key, format);
  return format.format(ms);
}
