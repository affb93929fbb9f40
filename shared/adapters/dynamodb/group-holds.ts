import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import { numeric, readNumber } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { groupKey } from './keys.ts';

/** Until when new alerts of a group are held; used by channels with `holdNew` only. */
export function createGroupHolds({ client, tableName }: Table): Pick<AlertStore, 'groupQuietUntil' | 'holdGroup'> {
  return {
    async groupQuietUntil(channel, groupHash) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: groupKey(channel, groupHash), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : readNumber(Item, 'until');
    },
    async holdGroup(channel, groupHash, untilMs) {
      const Item = {
        ...groupKey(channel, groupHash),
        until: numeric(untilMs),
        exp: numeric(Math.ceil(untilMs / 1000)),
      };
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
  };
}
