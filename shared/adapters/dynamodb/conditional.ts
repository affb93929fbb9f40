import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { ConditionalWrite } from './alert-writes.ts';
import type { StoredItem } from './attribute-values.ts';

/** A table and the client that reaches it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** Does a conditional write; answers the item after it, or `refused` when the condition does not hold. */
export async function tryUpdate(
  { client, tableName }: Table,
  key: Record<string, AttributeValue>,
  write: ConditionalWrite,
): Promise<StoredItem | 'refused'> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: key,
    UpdateExpression: write.update,
    ConditionExpression: write.condition,
    ExpressionAttributeValues: write.values,
    ...(write.names === undefined ? {} : { ExpressionAttributeNames: write.names }),
    ReturnValues: 'ALL_NEW',
  });
  try {
    return (await client.send(command)).Attributes ?? {};
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'refused';
    throw error;
  }
}
