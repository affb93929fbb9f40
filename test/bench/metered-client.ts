import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { TABLE_SCHEMA } from '#shared/adapters/dynamodb/table-schema.ts';
import { failedWriteUnits, type Item, itemBytes, readUnits, writeUnits } from './capacity-units.ts';

/** What one request cost, index included. */
export interface Metered {
  /** The operation and the kind of item: `Update A#`, an alert. */
  readonly what: string;
  readonly write: number;
  /** Write units of the local index; part of `write`. */
  readonly index: number;
  readonly read: number;
  /** The largest the item was, or all items read together. */
  readonly bytes: number;
  readonly refused: boolean;
}

/** A table that is charged for as DynamoDB would. */
export interface MeteredTable extends Table {
  /** Everything since the last call, in order. */
  take(): readonly Metered[];
}

/** Called with each request that was counted, and with its answer. */
export type Counted = (metered: Metered, answer: unknown) => void;

/**
 * Counts what every request to a table would cost. It looks at the item before
 * and after each write, beside the count, so it suits tests and not production.
 */
export function meterTable({ client, tableName }: Table, counted: Counted = () => undefined): MeteredTable {
  let metered: Metered[] = [];
  const count: Counted = (one, answer) => {
    metered.push(one);
    counted(one, answer);
  };
  const send = async (command: unknown): Promise<unknown> =>
    isWrite(command) ? meterWrite(client, tableName, command, count) : meterRead(client, command, count);
  const counting = new Proxy(client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });

  return {
    client: counting,
    tableName,
    take() {
      const taken = metered;
      metered = [];
      return taken;
    },
  };
}

/** The units of several requests together. */
export function total(all: readonly Metered[]): { readonly write: number; readonly read: number } {
  return all.reduce((sum, { write, read }) => ({ write: sum.write + write, read: sum.read + read }), {
    write: 0,
    read: 0,
  });
}

type Write = UpdateItemCommand | PutItemCommand | DeleteItemCommand;

function isWrite(command: unknown): command is Write {
  return (
    command instanceof UpdateItemCommand || command instanceof PutItemCommand || command instanceof DeleteItemCommand
  );
}

async function meterWrite(client: DynamoDBClient, tableName: string, command: Write, count: Counted): Promise<unknown> {
  const Key = keyOf(command);
  const look = async (): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }))).Item;
  const before = await look();
  const what = `${command.constructor.name.replace('ItemCommand', '')} ${kindOf(Key)}`;
  try {
    // Each command goes with its own input; the union of all three has no overload.
    const answer = await client.send(command as UpdateItemCommand);
    const after = await look();
    const { table, index } = writeUnits(before, after);
    const bytes = Math.max(itemBytes(before ?? {}), itemBytes(after ?? {}));
    count({ what, write: table + index, index, read: 0, bytes, refused: false }, answer);
    return answer;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      const bytes = itemBytes(before ?? {});
      count({ what, write: failedWriteUnits(before).table, index: 0, read: 0, bytes, refused: true }, undefined);
    }
    throw error;
  }
}

async function meterRead(client: DynamoDBClient, command: unknown, count: Counted): Promise<unknown> {
  const charge = (what: string, read: number, items: readonly Item[], answer: unknown): void => {
    const bytes = items.reduce((sum, one) => sum + itemBytes(one), 0);
    count({ what, write: 0, index: 0, read, bytes, refused: false }, answer);
  };

  if (command instanceof GetItemCommand) {
    const answer = await client.send(command);
    const items = answer.Item === undefined ? [] : [answer.Item];
    const read = readUnits(items, consistency(command.input.ConsistentRead));
    charge(`Get ${kindOf(command.input.Key)}`, read, items, answer);
    return answer;
  }
  if (command instanceof QueryCommand || command instanceof ScanCommand) {
    const answer = await client.send(command as QueryCommand);
    const items = answer.Items ?? [];
    const what = command instanceof QueryCommand ? 'Query' : 'Scan';
    const read = readUnits(items, consistency(command.input.ConsistentRead));
    charge(`${what} ${command.input.IndexName ?? ''}`.trim(), read, items, answer);
    return answer;
  }
  if (command instanceof BatchGetItemCommand) {
    const answer = await client.send(command);
    for (const [table, { ConsistentRead }] of Object.entries(command.input.RequestItems ?? {})) {
      const items = answer.Responses?.[table] ?? [];
      const read = items.reduce((sum, item) => sum + readUnits([item], consistency(ConsistentRead)), 0);
      charge('BatchGet', read, items, answer);
    }
    return answer;
  }

  throw new Error('the meter knows no such request');
}

function keyOf(command: Write): Record<string, NonNullable<Item[string]>> {
  const whole = command instanceof PutItemCommand ? command.input.Item : command.input.Key;
  const { partitionKey, sortKey } = TABLE_SCHEMA;
  const [pk, sk] = [whole?.[partitionKey], whole?.[sortKey]];
  if (pk === undefined || sk === undefined) throw new Error('a write without a key');

  return { [partitionKey]: pk, [sortKey]: sk };
}

/** What kind of item it is, by how its key begins. */
function kindOf(key: Item | undefined): string {
  return /^[A-Z]+#?/.exec(key?.[TABLE_SCHEMA.partitionKey]?.S ?? '')?.[0] ?? '?';
}

function consistency(consistentRead: boolean | undefined): 'consistent' | 'eventual' {
  return consistentRead === true ? 'consistent' : 'eventual';
}
