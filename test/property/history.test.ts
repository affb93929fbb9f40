import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLedger } from '#shared/adapters/dynamodb/ledger.ts';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import { shardOf } from '#shared/admission/shard.ts';
import type { DeliveryDetail, DeliveryQuery, Page } from '#shared/delivery/ledger.ts';
import { listAlerts } from '#shared/delivery/list-alerts.ts';
import { aDelivery, anItem } from '#test/builders/ledger.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const CHANNELS = ['dba', 'ops', '值班'] as const;

/** What a walk gave that was there all along, and whatever else it gave. */
interface Walked {
  readonly ids: readonly string[];
  readonly pages: number;
}

/** Reads a list to its end, with something done between its pages. */
async function walk(
  list: (cursor: string | undefined) => Promise<Page<{ readonly id: string }>>,
  limit: number,
  between: (page: number) => Promise<void>,
): Promise<Walked> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  for (let pages = 1; pages <= 500; pages += 1) {
    const page: Page<{ readonly id: string }> = await list(cursor ?? undefined);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.cursor;
    if (cursor === null) return { ids, pages };
    await between(pages);
  }
  throw new Error('a list without end');
}

const delivery = fc
  .record({
    channel: fc.constantFrom(...CHANNELS),
    outcome: fc.constantFrom('delivered', 'throttled'),
    // A few moments only, so that many share one; three days.
    at: fc.nat({ max: 30 }).map((step) => NOON - step * 2 * HOUR),
  })
  .map((fields) => aDelivery(fields));

/** The time counts only for what is held back, and nothing here is. */
const NEVER_HELD_BACK = 0;

describe('pages of deliveries', () => {
  test('neither skip nor repeat one while others are recorded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(delivery, { maxLength: 40 }),
        fc.array(delivery, { maxLength: 20 }),
        fc.record(
          { channel: fc.constantFrom(...CHANNELS), outcome: fc.constantFrom('delivered', 'throttled') },
          { requiredKeys: [] },
        ),
        fc.integer({ min: 1, max: 9 }),
        fc.record({ rows: fc.integer({ min: 1, max: 30 }), queries: fc.integer({ min: 8, max: 40 }) }),
        async (before, meanwhile, filter, limit, budget) => {
          const ledger = createLedger(createInMemoryTable(), 90 * 24 * HOUR, budget);
          for (const one of before) await ledger.record(one);
          const query: DeliveryQuery = { ...filter, limit };
          const isWanted = ({ channel, outcome }: DeliveryDetail) =>
            channel === (filter.channel ?? channel) && outcome === (filter.outcome ?? outcome);

          const { ids } = await walk(
            (cursor) => ledger.list({ ...query, ...(cursor === undefined ? {} : { cursor }) }),
            limit,
            async (page) => {
              const one = meanwhile[page - 1];
              if (one !== undefined) await ledger.record(one);
            },
          );
          expect(new Set(ids).size).toBe(ids.length);
          const wanted = before.filter(isWanted).map(({ id }) => id);
          expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
          const known = new Set([...before, ...meanwhile].filter(isWanted).map(({ id }) => id));
          expect(ids.filter((id) => !known.has(id))).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** Alerts by channel and fingerprint, as the table pages them. */
function pagesOf(items: Map<string, AlertItem>): Pick<AlertStore, 'page'> {
  return {
    page: async (channel, shard, after, limit) => {
      const inOrder = [...items.values()]
        .filter((item) => item.channel === channel && shardOf(item.fingerprint) === shard)
        .filter(({ fingerprint }) => after === undefined || fingerprint > after)
        .toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
      const found = inOrder.slice(0, limit);
      const last = found.at(-1)?.fingerprint;
      return { items: found, ...(inOrder.length > limit && last !== undefined ? { next: last } : {}) };
    },
  };
}

const item = fc
  .record({
    id: fc.nat({ max: 200 }).map(String),
    channel: fc.constantFrom(...CHANNELS),
    level: fc.constantFrom('down', 'info'),
    lastAt: fc.nat({ max: 5 }).map((hours) => NOON - hours * HOUR),
  })
  .map(({ id, channel, level, lastAt }) => anItem({ id, level, target: `Host-${id}` }, { channel, lastAt }));

describe('pages of alerts', () => {
  test('neither skip nor repeat one while others come and those there change', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 60 }),
        fc.array(item, { maxLength: 30 }),
        fc.record(
          {
            level: fc.constantFrom('down', 'info'),
            target: fc.constantFrom('host-1', 'HOST', '7'),
            since: fc.constantFrom(NOON - 3 * HOUR, NOON),
          },
          { requiredKeys: [] },
        ),
        fc.integer({ min: 1, max: 12 }),
        async (before, meanwhile, filter, limit) => {
          const keyOf = ({ channel, fingerprint }: AlertItem) => `${channel}/${fingerprint}`;
          const items = new Map(before.map((one) => [keyOf(one), one]));
          const there = [...items.values()];
          const alerts = pagesOf(items);
          const touched = new Set<string>();
          const { ids } = await walk(
            async (cursor) => {
              const query = { ...filter, limit, ...(cursor === undefined ? {} : { cursor }) };
              const page = await listAlerts(query, CHANNELS, alerts, NEVER_HELD_BACK);
              return { cursor: page.cursor, items: page.items.map((row) => ({ id: `${row.channel}/${row.id}` })) };
            },
            limit,
            async (page) => {
              const one = meanwhile[page - 1];
              if (one === undefined) return;
              touched.add(keyOf(one));
              items.set(keyOf(one), one);
            },
          );

          expect(new Set(ids).size).toBe(ids.length);
          const untouched = there.filter((one) => !touched.has(keyOf(one)));
          const { items: all } = await listAlerts(
            { ...filter, limit: 1_000 },
            CHANNELS,
            pagesOf(new Map(untouched.map((one) => [keyOf(one), one]))),
            NEVER_HELD_BACK,
          );
          expect(all.map((row) => `${row.channel}/${row.id}`).filter((id) => !ids.includes(id))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('end where a filter fits nothing among very many, and go on from there', async () => {
    const items = new Map(
      Array.from({ length: 3_000 }, (_, at) => anItem({ id: String(at), target: at === 2_900 ? 'needle' : 'hay' })).map(
        (one) => [one.fingerprint, one],
      ),
    );
    const alerts = pagesOf(items);
    let read = 0;
    const metered: Pick<AlertStore, 'page'> = {
      page: async (...query) => {
        const page = await alerts.page(...query);
        read += page.items.length;
        return page;
      },
    };
    const channels = Array.from({ length: 60 }, (_, at) => `channel-${at}`);
    const first = await listAlerts({ target: 'needle', limit: 10 }, [...channels, 'dba'], metered, NEVER_HELD_BACK);

    // A thousand empty partitions count as much as the alerts of a full one.
    expect(first).toMatchObject({ items: [], cursor: expect.any(String) });
    const { ids } = await walk(
      (cursor) =>
        listAlerts(
          { target: 'NEEDLE', limit: 10, ...(cursor === undefined ? {} : { cursor }) },
          [...channels, 'dba'],
          metered,
          NEVER_HELD_BACK,
        ),
      10,
      async () => {},
    );
    expect(ids).toEqual(['2900']);
    expect(read).toBe(3_000);
  });
});
