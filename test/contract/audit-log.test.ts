import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { startDynalite } from '#test/fixtures/dynalite.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { anEntry, defineAuditLogContract, emptyLog, NOW_MS } from './audit-log.ts';

defineAuditLogContract('in memory', async () => createInMemoryTable());
defineAuditLogContract('DynamoDB', startDynalite);

test('an entry costs one unit, lies with those of its month, and is forgotten after a year', async () => {
  const table = createInMemoryTable();
  await (await emptyLog(table)).begin(anEntry(NOW_MS));
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));

  expect(Items).toHaveLength(1);
  expect(Items[0]).toMatchObject({
    pk: { S: 'J#2026-11' },
    exp: { N: String((NOW_MS + 365 * 86_400_000) / 1000) },
  });
  expect(Buffer.byteLength(JSON.stringify(Items[0]))).toBeLessThan(1_024);
});

test('a rare filter gives a page up after two thousand entries, and goes on from there', async () => {
  const log = await emptyLog(createInMemoryTable());
  const rare = anEntry(NOW_MS - 5_000, 0, { object: 'rare' });
  await log.begin(rare);
  for (let nth = 0; nth < 2_001; nth++) await log.begin(anEntry(NOW_MS - nth, nth));
  const first = await log.list({ limit: 10, object: 'rare' });

  expect(first.items).toEqual([]);
  const second = await log.list({ limit: 10, object: 'rare', cursor: first.cursor ?? '' });
  expect(second).toEqual({ items: [rare], cursor: null });
});
