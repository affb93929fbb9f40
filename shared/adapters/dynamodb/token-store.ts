import { isDeepStrictEqual } from 'node:util';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { ApiToken } from '#shared/access/api-token.ts';
import { recordOf } from '#shared/access/api-token.ts';
import { isTokenId } from '#shared/access/token.ts';
import type { TokenStore } from '#shared/access/token-store.ts';
import { numeric, text } from './attribute-values.ts';
import { readPartition } from './read-partition.ts';
import { TABLE_SCHEMA } from './table-schema.ts';
import { decodeToken, encodeToken } from './token-codec.ts';

/** What the token store needs. */
export interface TokenStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

const { partitionKey: PK, sortKey: SK } = TABLE_SCHEMA;
const PARTITION = 'T';
const NOTHING_THERE = `attribute_not_exists(${PK})`;

/**
 * API tokens in the table, an item each. It does not remember what it read:
 * put `cachedAccess` before it.
 *
 * A token that has expired stays for a while: the decision needs its end to
 * say so, and whoever lists wants to see it.
 */
export function createTokenStore({ client, tableName }: TokenStoreOptions): TokenStore {
  const get = async (id: string): Promise<ApiToken | undefined> => {
    if (!isTokenId(id)) return undefined;
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: keyOf(id), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decodeToken(Item);
  };

  return {
    get,
    async find({ id, hash }) {
      // What is not of our own making is not in the table: it is not asked.
      const token = id === undefined ? undefined : await get(id);
      return token === undefined ? undefined : recordOf(token, hash);
    },
    list: () => readAll(client, tableName),
    async write(token, over) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: { ...keyOf(token.id), ...encodeToken(token) },
            ...(over === 0
              ? { ConditionExpression: NOTHING_THERE }
              : { ConditionExpression: 'rev = :over', ExpressionAttributeValues: { ':over': numeric(over) } }),
          }),
        );
        return 'written';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The client repeats a write whose answer was lost: then what refuses it is itself.
        return isDeepStrictEqual(await get(token.id), token) ? 'written' : 'changed-meanwhile';
      }
    },
  };
}

function keyOf(id: string) {
  return { [PK]: text(PARTITION), [SK]: text(id) };
}

async function readAll(client: DynamoDBClient, tableName: string): Promise<readonly ApiToken[]> {
  return (await readPartition(client, tableName, PARTITION)).map(decodeToken);
}
