import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE_SCHEMA } from '#shared/adapters/dynamodb/table-schema.ts';

/** Where to look for expired items, and how fast. */
export interface ExpiredItemsOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly nowMs: number;
  /** Waits between two pages, so that looking never crowds out alerts. False ends the search. */
  readonly pause: () => Promise<boolean>;
}

type Item = Record<string, AttributeValue>;

const { partitionKey, sortKey, ttl } = TABLE_SCHEMA;
/** Items a page looks at: some tens of milliseconds of the table's time. */
const PAGE_ITEMS = 500;

/**
 * Deletes the items whose time to live is over, and answers how many.
 *
 * DynamoDB does this by itself; the embedded table does not, and its folder
 * would grow for ever.
 */
export async function deleteExpired(options: ExpiredItemsOptions): Promise<number> {
  let deleted = 0;
  let start: Item | undefined;
  do {
    const page = await expiredPage(options, start);
    for (const item of page.items) deleted += await deleteIfExpired(options, item);
    start = page.next;
  } while (start !== undefined && (await options.pause()));

  return deleted;
}

async function expiredPage(
  { client, tableName, nowMs }: ExpiredItemsOptions,
  start: Item | undefined,
): Promise<{ readonly items: readonly Item[]; readonly next: Item | undefined }> {
  const page = await client.send(
    new ScanCommand({
      TableName: tableName,
      Limit: PAGE_ITEMS,
      FilterExpression: '#exp < :now',
      ExpressionAttributeNames: { '#exp': ttl },
      ExpressionAttributeValues: inSeconds(nowMs),
      ExclusiveStartKey: start,
    }),
  );

  return { items: page.Items ?? [], next: page.LastEvaluatedKey };
}

/** Asks the condition again: an alert may have come back to life since the page was read. */
async function deleteIfExpired({ client, tableName, nowMs }: ExpiredItemsOptions, item: Item): Promise<0 | 1> {
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: tableName,
        Key: Object.fromEntries(Object.entries(item).filter(([name]) => name === partitionKey || name === sortKey)),
        ConditionExpression: '#exp < :now',
        ExpressionAttributeNames: { '#exp': ttl },
        ExpressionAttributeValues: inSeconds(nowMs),
      }),
    );
    return 1;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 0;
    throw error;
  }
}

function inSeconds(nowMs: number): Item {
  return { ':now': { N: String(Math.floor(nowMs / 1_000)) } };
}
