import {
  type AttributeValue,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { EmbeddedTable } from '#local/embedded-table.ts';

type Table = Pick<EmbeddedTable, 'client' | 'tableName'>;

/** Writes an item with a due time, so that it is in the index, or moves the due time. */
export async function putDue({ client, tableName }: Table, pk: string, sk: string, due: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET due = :due, b = :b ADD n :one',
      ExpressionAttributeValues: { ':due': { S: due }, ':b': { S: `brief of ${sk}` }, ':one': { N: '1' } },
    }),
  );
}

/** Takes the due time away, so that the item leaves the index. */
export async function settle({ client, tableName }: Table, pk: string, sk: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'REMOVE due',
    }),
  );
}

export async function getItem({ client, tableName }: Table, pk: string, sk: string) {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  );

  return Item;
}

/** Sort keys of what is due in a partition, in the order of their due times. */
export async function dueIn(table: Table, pk: string, limit?: number): Promise<readonly string[]> {
  const found: string[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        IndexName: 'due',
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND due BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: '0' }, ':to': { S: '3' } },
        ExclusiveStartKey: start,
        ...(limit !== undefined && { Limit: limit }),
      }),
    );
    found.push(...(page.Items ?? []).map((item) => item['sk']?.S ?? ''));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);

  return found;
}

/** `pk/sk=due` of every item with a due time, from the table or from the index, sorted: the two must be the same. */
export async function allDue({ client, tableName }: Table, from: 'table' | 'index'): Promise<readonly string[]> {
  const found: string[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        ExclusiveStartKey: start,
        ...(from === 'index' && { IndexName: 'due' }),
      }),
    );
    for (const { pk, sk, due } of page.Items ?? []) if (due !== undefined) found.push(`${pk?.S}/${sk?.S}=${due.S}`);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);

  return found.sort();
}
