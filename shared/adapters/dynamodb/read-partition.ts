import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type StoredItem, text } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/**
 * All items of a partition, in the order of their sort keys, read consistently: for partitions that are lists of
 * settings. With `first` only those whose sort key is that or comes after it.
 */
export async function readPartition(
  client: DynamoDBClient,
  tableName: string,
  partition: string,
  first?: string,
): Promise<readonly StoredItem[]> {
  const items: StoredItem[] = [];
  let from: StoredItem | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: `${TABLE_SCHEMA.partitionKey} = :partition${first === undefined ? '' : ` AND ${TABLE_SCHEMA.sortKey} >= :first`}`,
        ExpressionAttributeValues: {
          ':partition': text(partition),
          ...(first === undefined ? {} : { ':first': text(first) }),
        },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);

  return items;
}
