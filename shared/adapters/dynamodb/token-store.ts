import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { isScope } from '#shared/access/scope.ts';
import type { TokenHash, TokenRecord } from '#shared/access/token.ts';
import type { TokenStore } from '#shared/access/token-store.ts';
import { needText, numeric, readNumber, type StoredItem, text } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What the token store needs. */
export interface TokenStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

const PARTITION = 'T';

/**
 * API tokens in the table, by their hashes. It does not remember what it read:
 * put `cachedAccess` before it.
 *
 * A token that has expired stays until it is removed: the decision needs its
 * end to say so, and the table's own expiry comes days late.
 */
export function createTokenStore({ client, tableName }: TokenStoreOptions): TokenStore {
  return {
    async find(hash) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(hash), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : parseItem(Item);
    },
    async save(token) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: toItem(token) }));
    },
    async remove(hash) {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(hash) }));
    },
  };
}

function keyOf(hash: TokenHash) {
  return { [TABLE_SCHEMA.partitionKey]: text(PARTITION), [TABLE_SCHEMA.sortKey]: text(hash) };
}

function toItem(token: TokenRecord) {
  return {
    ...keyOf(token.hash),
    name: text(token.name),
    scopes: text(token.scopes.join(' ')),
    ...(token.expiresAt === undefined ? {} : { until: numeric(token.expiresAt) }),
  };
}

/** A scope this version does not know is left out: it can't allow anything here. */
function parseItem(item: StoredItem): TokenRecord {
  const expiresAt = readNumber(item, 'until');

  return {
    hash: needText(item, TABLE_SCHEMA.sortKey),
    name: needText(item, 'name'),
    scopes: needText(item, 'scopes').split(' ').filter(isScope),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
