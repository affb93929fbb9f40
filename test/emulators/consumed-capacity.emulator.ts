import type { ConsumedCapacity, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { ALERTS } from '#test/bench/alerts-of-800-bytes.ts';
import { type Metered, meterTable } from '#test/bench/metered-client.ts';
import { aChannel } from '#test/builders/channel.ts';
import type { OpenedTable } from '#test/contract/alert-store-table.ts';
import { anAlert, startHarness } from '#test/pipeline/harness.ts';
import { openDynamodbLocal } from './dynamodb-local.ts';

const MINUTE = 60_000;

/** The same table, which says with every answer what it charged. */
function charging({ client, tableName }: Table): Table {
  const send = (command: UpdateItemCommand) => {
    command.input.ReturnConsumedCapacity = 'INDEXES';
    return client.send(command);
  };
  return {
    tableName,
    client: new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) }),
  };
}

describe('what our meter counts is what DynamoDB Local charges', () => {
  let table: OpenedTable;
  const compared: { readonly counted: Metered; readonly charged: ConsumedCapacity }[] = [];
  beforeAll(async () => {
    table = await openDynamodbLocal();
    const meter = meterTable(charging(table), (counted, answer) => {
      const charged = (answer as { ConsumedCapacity?: ConsumedCapacity } | undefined)?.ConsumedCapacity;
      if (charged !== undefined && !Array.isArray(charged)) compared.push({ counted, charged });
    });
    const relay = await startHarness([aChannel()], () => meter);
    for (const { alert } of ALERTS) {
      await relay.receive([alert]);
      await relay.runFor(MINUTE);
      await relay.receive([alert]);
      await relay.receive([alert]);
      await relay.receive([{ ...alert, level: 'down' }]);
      await relay.runFor(11 * MINUTE);
      await relay.receive([alert, { ...alert, status: 'resolved' }]);
      await relay.runFor(11 * MINUTE);
    }
    // More than fits on a lane: a digest, its manifest, and items above 1 KB.
    await relay.receive(
      Array.from({ length: 60 }, (_, at) =>
        anAlert({ target: `host-${at}`, description: Array.from({ length: 40 * at }, (_, n) => n * at).join(' ') }),
      ),
    );
    await relay.runFor(MINUTE);
    await relay.stop();
  });
  afterAll(() => table.stop());

  const different = (isAsked: (what: string) => boolean) =>
    compared
      .filter(({ counted }) => isAsked(counted.what))
      // The emulator charges nothing for a query that finds nothing; DynamoDB charges the smallest amount, as we count.
      .filter(({ counted }) => !counted.what.startsWith('Query') || counted.bytes > 0)
      .map(({ counted, charged }) => ({
        counted: `${counted.what}, ${counted.bytes} B: ${counted.write + counted.read}, index ${counted.index}`,
        charged: `${counted.what}, ${counted.bytes} B: ${charged.CapacityUnits}, index ${counted.write === 0 ? 0 : (charged.LocalSecondaryIndexes?.['due']?.CapacityUnits ?? 0)}`,
      }))
      .filter(({ counted, charged }) => counted !== charged);

  test('for every kind of index write', () => {
    const index = new Set(compared.map(({ counted }) => counted.index));

    expect([...index].toSorted()).toEqual([0, 1, 2]);
  });

  test.each([
    ['writes of alerts, with their index', /^Update A#/],
    ['writes of lanes', /^Update R#/],
    ['deliveries and manifests', /^Put/],
    ['reads of items', /^Get/],
    ['looks into the index', /^Query/],
  ])('for %s', (_, pattern) => {
    const isAsked = (what: string) => pattern.test(what);

    expect(compared.filter(({ counted }) => isAsked(counted.what)).length).toBeGreaterThan(5);
    expect(different(isAsked)).toEqual([]);
  });
});
