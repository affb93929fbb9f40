import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { QuotaStore } from '#shared/pacing/quota-store.ts';
import { numeric, readNumber } from './attribute-values.ts';
import { type Table, tryUpdate } from './conditional.ts';
import { quotaKey } from './keys.ts';

/** A month is kept this long after its end, s. */
const KEEP_S = 40 * 86_400;

/** The months of the quota pools in the table, an item each. */
export function createQuotaStore(table: Table): QuotaStore {
  const { client, tableName: TableName } = table;

  return {
    async get(pool, month) {
      const { Item = {} } = await client.send(
        new GetItemCommand({ TableName, Key: quotaKey(pool, month), ConsistentRead: true }),
      );
      const goneUntilMs = readNumber(Item, 'gone');

      return { used: readNumber(Item, 'n') ?? 0, ...(goneUntilMs === undefined ? {} : { goneUntilMs }) };
    },
    async add(pool, month, messages) {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: quotaKey(pool, month),
          UpdateExpression: 'SET exp = :exp ADD n :sent',
          ExpressionAttributeValues: { ':exp': numeric(expiryOf(month)), ':sent': numeric(messages) },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return readNumber(Attributes, 'n') ?? messages;
    },
    async markGone(pool, month, untilMs) {
      await tryUpdate(table, quotaKey(pool, month), {
        update: 'SET exp = :exp, gone = :until',
        condition: 'attribute_not_exists(gone) OR gone < :until',
        values: { ':exp': numeric(expiryOf(month)), ':until': numeric(untilMs) },
      });
    },
  };
}

/** From the month's own end, so that no clock is needed. Seconds since the epoch. */
function expiryOf(month: string): number {
  const [year, number] = month.split('-').map(Number);
  return Date.UTC(year ?? 0, number ?? 1) / 1000 + KEEP_S;
}
