import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import type { OpenedTable } from '#test/contract/alert-store-table.ts';
import { createTableInput } from '#test/fixtures/dynalite.ts';

/** Opens an empty table in the DynamoDB Local that run.sh started; closing it deletes the table. */
export async function openDynamodbLocal(): Promise<OpenedTable> {
  const port = process.env['DYNAMODB_LOCAL_PORT'];
  if (port === undefined) throw new Error('start this by test/emulators/run.sh');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const tableName = `tocsin-${randomUUID()}`;
  await client.send(new CreateTableCommand(createTableInput(tableName)));
  await waitUntilTableExists({ client, minDelay: 0.05, maxDelay: 0.5, maxWaitTime: 20 }, { TableName: tableName });

  return {
    client,
    tableName,
    async stop() {
      await client.send(new DeleteTableCommand({ TableName: tableName }));
      client.destroy();
    },
  };
}
