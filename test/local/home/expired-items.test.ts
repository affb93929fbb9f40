import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbeddedTable } from '#local/embedded-table.ts';
import { deleteExpired } from '#local/expired-items.ts';
import { getItem } from './table-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

const NOW = Date.UTC(2026, 10, 21);

test('expired items are deleted page by page, others and those without a time to live stay', async () => {
  const table = await openEmbeddedTable(await temporaryFolder());
  onTestFinished(() => table.close());
  const put = (sk: string, exp?: number) =>
    table.client.send(
      new PutItemCommand({
        TableName: table.tableName,
        Item: { pk: { S: 'D#1' }, sk: { S: sk }, ...(exp !== undefined && { exp: { N: String(exp) } }) },
      }),
    );
  await Promise.all(Array.from({ length: 700 }, (_, i) => put(`old ${i}`, NOW / 1_000 - 1 - i)));
  await Promise.all([put('alive', NOW / 1_000), put('lasting')]);

  let pauses = 0;
  const deleted = await deleteExpired({
    ...table,
    nowMs: NOW,
    pause: async () => {
      pauses += 1;
      return true;
    },
  });
  expect(deleted).toBe(700);
  expect(pauses).toBeGreaterThan(0);
  expect(await getItem(table, 'D#1', 'old 0')).toBeUndefined();
  expect(await getItem(table, 'D#1', 'alive')).toBeDefined();
  expect(await getItem(table, 'D#1', 'lasting')).toBeDefined();
});
