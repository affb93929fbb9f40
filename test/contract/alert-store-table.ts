import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';

/** An empty table with the sparse local index, and how to be done with it. */
export interface OpenedTable extends Table {
  readonly stop: () => Promise<void>;
}

/** Opens a table for one suite: an emulator's, in tests. */
export type OpenTable = () => Promise<OpenedTable>;

/**
 * The same table for a worker that is overtaken: `meanwhile` runs once, right
 * before the worker's nth request reaches the table.
 */
export function overtaken({ client, tableName }: Table, nth: number, meanwhile: () => Promise<unknown>): Table {
  let requests = 0;
  const slow = new Proxy(client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: Parameters<DynamoDBClient['send']>[0]) => {
        requests += 1;
        if (requests === nth) await meanwhile();
        return target.send(command);
      };
    },
  });

  return { client: slow, tableName };
}
