import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveryPartition } from '#shared/adapters/dynamodb/keys.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLedger } from '#shared/adapters/dynamodb/ledger.ts';
import { deliveryId, deliveryShard, messageId, utcDay } from '#shared/delivery/delivery-id.ts';
import { type DeliveryDetail, type DeliveryQuery, InvalidCursorError, type Ledger } from '#shared/delivery/ledger.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

const T0 = Date.UTC(2026, 10, 21);
const MINUTE = 60_000;
const DAY = 24 * 3600_000;

/** What every ledger does. Each group of tests has a table of its own, since a list shows everything. */
export function defineLedgerContract(name: string, open: OpenTable): void {
  describe(`a ledger (${name})`, () => {
    let table: OpenedTable;
    let ledger: Ledger;
    beforeAll(async () => {
      table = await open();
      ledger = createLedger(table);
    });
    afterAll(() => table.stop());

    test('lists nothing while nothing is recorded', async () => {
      const empty = await open();
      expect(await createLedger(empty).list({ limit: 10 })).toEqual({ items: [], cursor: null });
      await empty.stop();
    });

    test('gives back a delivery by its id, with the message as sent', async () => {
      const delivery = aDelivery({ text: '【停服】OB 服务器无法连接\n@13800000000', fellBack: 'template: no `}`' });
      await ledger.record(delivery);

      expect(await ledger.get(delivery.id)).toEqual(delivery);
    });

    test.each(['', 'x', '0', '../C', deliveryId(messageId(T0, 'zzzzzzzz'), 'dba', 0, 1)])(
      'knows no delivery %j',
      async (id) => {
        expect(await ledger.get(id)).toBeUndefined();
      },
    );

    test('gives all attempts of a message, in whichever channels, and those of no other', async () => {
      const message = messageId(T0 + 5 * MINUTE, 'together');
      const names = Array.from({ length: 20 }, (_, at) => `channel ${at}`);
      const rows = names.flatMap((channel, nth) =>
        [1, 2].map((attempt) => aDelivery({ id: deliveryId(message, channel, nth, attempt), channel, attempt })),
      );
      const other = aDelivery({
        id: deliveryId(messageId(T0 + 5 * MINUTE, 'together'.replace('r', 's')), 'dba', 0, 1),
      });
      for (const row of [...rows, other]) await ledger.record(row);

      const found = await ledger.ofMessage(message);
      expect(found.toSorted(byId)).toEqual(rows.toSorted(byId));
    });

    test.each(['', 'x', deliveryId(messageId(T0, 'zzzzzzzz'), 'dba', 0, 1), messageId(T0, 'zzzzzzzz'), '../C'])(
      'knows no attempt of a message %j',
      async (message) => {
        expect(await ledger.ofMessage(message)).toEqual([]);
      },
    );

    test('refuses to record under an id that holds no place', async () => {
      await expect(ledger.record(aDelivery({ id: 'somewhere' }))).rejects.toThrow('not a delivery id');
    });

    test('takes the same record twice as once', async () => {
      const delivery = aDelivery({ channel: 'twice' });
      await ledger.record(delivery);
      await ledger.record(delivery);

      expect((await ledger.list({ channel: 'twice', limit: 10 })).items).toHaveLength(1);
    });

    test('keeps a delivery for ninety days', async () => {
      const delivery = aDelivery({ channel: 'kept' });
      await ledger.record(delivery);
      const pk = { S: deliveryPartition(utcDay(delivery.at), String(deliveryShard('kept'))) };
      const sk = { S: `${delivery.at}#${delivery.id}` };
      const { Item } = await table.client.send(new GetItemCommand({ TableName: table.tableName, Key: { pk, sk } }));

      expect(Item?.['exp']).toEqual({ N: String((delivery.at + 90 * DAY) / 1000) });
    });

    test('keeps a delivery as long as it was asked to', async () => {
      const delivery = aDelivery({ channel: 'brief' });
      await createLedger(table, 7 * DAY).record(delivery);
      const pk = { S: deliveryPartition(utcDay(delivery.at), String(deliveryShard('brief'))) };
      const sk = { S: `${delivery.at}#${delivery.id}` };
      const { Item } = await table.client.send(new GetItemCommand({ TableName: table.tableName, Key: { pk, sk } }));

      expect(Item?.['exp']).toEqual({ N: String((delivery.at + 7 * DAY) / 1000) });
    });
  });

  describe(`a list of deliveries (${name})`, () => {
    let table: OpenedTable;
    let ledger: Ledger;
    /** Sixty deliveries in three channels over three days, newest first. */
    let recorded: readonly DeliveryDetail[];
    beforeAll(async () => {
      table = await open();
      ledger = createLedger(table);
      recorded = Array.from({ length: 60 }, (_, at) =>
        aDelivery({
          channel: ['dba', 'ops', '值班'][at % 3] ?? 'dba',
          robot: at % 5 === 0 ? '2' : '1',
          kind: at % 7 === 0 ? 'recovery' : 'single',
          outcome: at % 4 === 0 ? 'throttled' : 'delivered',
          reason: at % 4 === 0 ? 'robot-rate' : '',
          text: `### OB-server ${at}`,
          at: T0 + 2 * DAY - at * 60 * MINUTE,
        }),
      );
      for (const delivery of recorded.toReversed()) await ledger.record(delivery);
    });
    afterAll(() => table.stop());

    const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
    const pages = async (query: DeliveryQuery) => {
      const found: string[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < 100; page++) {
        const answer = await ledger.list({ ...query, ...(cursor === null ? {} : { cursor }) });
        expect(answer.items.length).toBeLessThanOrEqual(query.limit);
        found.push(...ids(answer.items));
        cursor = answer.cursor;
        if (cursor === null) return found;
        expect(answer.items).toHaveLength(query.limit);
      }
      throw new Error('a list without end');
    };

    test('goes from the newest back, over days and channels', async () => {
      expect(ids((await ledger.list({ limit: 1000 })).items)).toEqual(ids(recorded));
    });

    test('leaves the message itself out', async () => {
      const [first] = (await ledger.list({ limit: 1 })).items;
      const { format: _f, title: _t, text: _x, alerts: _a, ...row } = recorded[0] ?? aDelivery();

      expect(first).toEqual(row);
    });

    test.each([1, 7, 20, 59, 60, 61])('gives every delivery exactly once in pages of %i', async (limit) => {
      expect(await pages({ limit })).toEqual(ids(recorded));
    });

    test('ends exactly where the last page is full', async () => {
      const { cursor } = await ledger.list({ limit: 30 });
      const last = await ledger.list({ limit: 30, ...(cursor === null ? {} : { cursor }) });

      expect(last.items).toHaveLength(30);
      expect(last.cursor).toBeNull();
    });

    test.each<[string, Partial<DeliveryQuery>, (delivery: DeliveryDetail) => boolean]>([
      ['a channel', { channel: '值班' }, ({ channel }: DeliveryDetail) => channel === '值班'],
      ['an outcome', { outcome: 'throttled' }, ({ outcome }: DeliveryDetail) => outcome === 'throttled'],
      ['a time on', { since: T0 }, ({ at }: DeliveryDetail) => at >= T0],
      ['up to a time', { until: T0 }, ({ at }: DeliveryDetail) => at <= T0],
      [
        'all of these',
        { channel: 'dba', outcome: 'delivered', since: T0 },
        ({ channel, outcome, at }: DeliveryDetail) => channel === 'dba' && outcome === 'delivered' && at >= T0,
      ],
      ['a robot', { robot: '2' }, ({ robot }: DeliveryDetail) => robot === '2'],
      ['a kind', { kind: 'recovery' }, ({ kind }: DeliveryDetail) => kind === 'recovery'],
      ['a reason', { reason: 'robot-rate' }, ({ reason }: DeliveryDetail) => reason === 'robot-rate'],
      ['a text in any case', { text: 'ob-SERVER 7' }, (one: DeliveryDetail) => one.text.includes('OB-server 7')],
      ['a channel nobody has', { channel: 'nobody' }, () => false],
    ])('of %s holds just those, page by page', async (_, filter, isWanted) => {
      for (const limit of [3, 1000]) {
        expect(await pages({ ...filter, limit })).toEqual(ids(recorded.filter(isWanted)));
      }
    });

    test.each([
      ['rows', { rows: 4, queries: 1_000 }],
      ['requests', { rows: 1_000, queries: 8 }],
    ])('reads only so many %s for a page, and goes on from there', async (_, budget) => {
      const bounded = createLedger(table, 90 * DAY, budget);
      const found: string[] = [];
      let [pagesRead, cursor] = [0, null as string | null];
      do {
        const answer = await bounded.list({ text: 'ob-server 57', limit: 10, ...(cursor === null ? {} : { cursor }) });
        found.push(...ids(answer.items));
        cursor = answer.cursor;
        pagesRead += 1;
      } while (cursor !== null && pagesRead < 100);

      expect(found).toEqual([recorded[57]?.id]);
      expect(pagesRead).toBeGreaterThan(2);
      expect(pagesRead).toBeLessThan(100);
    });

    test('goes on after deliveries that came while it was read', async () => {
      const { items, cursor } = await ledger.list({ channel: 'ops', limit: 5 });
      await ledger.record(aDelivery({ channel: 'ops', at: T0 + 3 * DAY }));
      const rest = await ledger.list({ channel: 'ops', limit: 1000, ...(cursor === null ? {} : { cursor }) });
      const ofOps = recorded.filter(({ channel }) => channel === 'ops');

      expect([...ids(items), ...ids(rest.items)]).toEqual(ids(ofOps));
    });

    test('tells deliveries of the same millisecond apart', async () => {
      const together = Array.from({ length: 5 }, () => aDelivery({ channel: 'together', at: T0 }));
      for (const delivery of together) await ledger.record(delivery);

      expect((await pages({ channel: 'together', limit: 2 })).toSorted()).toEqual(ids(together).toSorted());
    });

    test('that begins after its own cursor is empty', async () => {
      const { cursor } = await ledger.list({ channel: 'dba', limit: 3 });
      const since = T0 + 2 * DAY - 60 * MINUTE;

      expect(await ledger.list({ channel: 'dba', limit: 5, since, ...(cursor === null ? {} : { cursor }) })).toEqual({
        items: [],
        cursor: null,
      });
    });

    test('goes on after a cursor of an older version, which was the id of a delivery', async () => {
      const cursor = Buffer.from(recorded[10]?.id ?? '').toString('base64url');
      expect(ids((await ledger.list({ limit: 3, cursor })).items)).toEqual(ids(recorded.slice(11, 14)));
    });

    test.each(['x', '', 'bm9uc2Vuc2U', '☃'])('refuses a cursor it did not give: %j', async (cursor) => {
      await expect(ledger.list({ limit: 5, cursor })).rejects.toThrow(InvalidCursorError);
    });
  });

  describe(`a register of what is known (${name})`, () => {
    let table: OpenedTable;
    beforeAll(async () => {
      table = await open();
    });
    afterAll(() => table.stop());

    test('is empty at first, and lists what any process noted', async () => {
      const [mine, other] = [createKnownRegister(table, 'sources'), createKnownRegister(table, 'sources')];
      expect(await mine.list()).toEqual([]);
      await Promise.all([mine.note('ocp'), other.note('alertmanager'), mine.note('ocp'), other.note('值班 "x"')]);

      expect((await mine.list()).toSorted()).toEqual(['alertmanager', 'ocp', '值班 "x"']);
      expect(await createKnownRegister(table, 'days').list()).toEqual([]);
    });

    test('writes a word it has noted no more', async () => {
      const register = createKnownRegister(table, 'sources');
      await register.note('grafana');
      const closed = createKnownRegister({ client: table.client, tableName: 'no-such-table' }, 'sources');

      await expect(closed.note('grafana')).rejects.toThrow();
      await expect(register.note('grafana')).resolves.toBeUndefined();
    });
  });
}

const byId = (a: DeliveryDetail, b: DeliveryDetail) => (a.id < b.id ? -1 : 1);

let counter = 0;

/** A delivery of a message of its own. */
function aDelivery(overrides: Partial<DeliveryDetail> = {}): DeliveryDetail {
  const at = overrides.at ?? T0 + MINUTE;
  const channel = overrides.channel ?? 'dba';
  const random = (counter++).toString(36).padStart(8, '0');

  return {
    id: deliveryId(messageId(at, random), channel, 0, 1),
    channel,
    robot: '1',
    kind: 'single',
    outcome: 'delivered',
    reason: '',
    errcode: 0,
    errmsg: 'ok',
    attempt: 1,
    at,
    latencyMs: 21,
    alertCount: 1,
    format: 'markdown',
    title: '【警告】disk full',
    text: '### disk full',
    alerts: ['a'],
    ...overrides,
  };
}
