import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createQuotaStore } from '#shared/adapters/dynamodb/quota-store.ts';
import { startDynalite } from '#test/fixtures/dynalite.ts';
import { defineQuotaStoreContract } from './quota-store.ts';

defineQuotaStoreContract('dynalite', startDynalite);

test('a month is kept for 40 days after its end, the last of a year too, however it began', async () => {
  const table = await startDynalite();
  const store = createQuotaStore(table);
  await store.add('pool/corp-a', '2026-11', 1);
  await store.markGone('pool/corp-a', '2026-12', 1);
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
  await table.stop();

  const ends = new Map(Items.map((item) => [item['sk']?.S, new Date(Number(item['exp']?.N) * 1000).toISOString()]));
  expect(Items.map((item) => item['pk']?.S)).toEqual(['Q#pool/corp-a', 'Q#pool/corp-a']);
  expect(ends.get('2026-11')).toBe('2027-01-10T00:00:00.000Z');
  expect(ends.get('2026-12')).toBe('2027-02-10T00:00:00.000Z');
});
