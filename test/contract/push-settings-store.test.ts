import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { readPartition } from '#shared/adapters/dynamodb/read-partition.ts';
import { manyRules } from '#test/builders/push-settings.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { overtaken } from './alert-store-table.ts';

const open = (table: Table, cacheMs = 0, now = () => 0) =>
  createPushSettingsStore({ client: table.client, tableName: table.tableName, cacheMs, now });

const keysOf = async ({ client, tableName }: Table) =>
  (await readPartition(client, tableName, 'P')).map(({ sk }) => sk?.S);

describe('push settings in the table', () => {
  test('leave nothing behind that is not in force', async () => {
    const table = createInMemoryTable();
    await open(table).write(manyRules(400));
    const before = await keysOf(table);
    await open(table).write(manyRules(1, 2));
    await open(table).write(manyRules(2, 2));

    expect(before.length).toBeGreaterThan(2);
    expect(await keysOf(table)).toHaveLength(2);
  });

  test('are the same object while nothing changed', async () => {
    const store = open(createInMemoryTable());
    await store.write(manyRules(2));
    const first = await store.readFresh();

    expect(await store.readFresh()).toBe(first);
    expect(await store.read()).toBe(first);
  });

  test('are hidden until they are too old, and cost one read to look at', async () => {
    const table = createInMemoryTable();
    let [nowMs, requests] = [0, 0];
    const counting = overtaken(table, -1, async () => undefined);
    const client = new Proxy(counting.client, {
      get: (target, name) => {
        if (name === 'send') requests += 1;
        return Reflect.get(target, name);
      },
    }) as DynamoDBClient;
    const mine = open({ ...table, client }, 10_000, () => nowMs);
    expect(await mine.read()).toBeUndefined();
    await open(table).write(manyRules(2));

    nowMs = 9_999;
    expect(await mine.read()).toBeUndefined();
    nowMs = 10_000;
    expect(await mine.read()).toEqual(manyRules(2));
    requests = 0;
    nowMs = 30_000;
    expect(await mine.read()).toEqual(manyRules(2));
    expect(requests).toBe(1);
  });

  test('are read whole by who looks while another replaces them', async () => {
    const table = createInMemoryTable();
    await open(table).write(manyRules(2));
    const reader = open(overtaken(table, 2, () => open(table).write(manyRules(3, 2))));

    expect(await reader.readFresh()).toEqual(manyRules(3, 2));
  });

  test.each([1, 2, 3])('of two writers one wins, whole, whichever request the other comes before (%i)', async (nth) => {
    const table = createInMemoryTable();
    const slow = open(overtaken(table, nth, () => open(table).write(manyRules(3))));
    const result = await slow.write(manyRules(2));

    expect(result).toBe('changed-meanwhile');
    expect(await open(table).readFresh()).toEqual(manyRules(3));
    expect(await keysOf(table)).toHaveLength(2);
  });

  test('stay as they were when the writer dies before the switch', async () => {
    const table = createInMemoryTable();
    await open(table).write(manyRules(2));
    const dying = open(overtaken(table, 3, () => Promise.reject(new Error('died'))));
    await expect(dying.write(manyRules(3, 2))).rejects.toThrow('died');

    expect(await open(table).readFresh()).toEqual(manyRules(2));
  });
});
