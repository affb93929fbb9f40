import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from './conditional.ts';
import { knownKey } from './keys.ts';

/** A small set of words in one item, each written once a process. */
export interface KnownRegister {
  note(word: string): Promise<void>;
  list(): Promise<readonly string[]>;
}

/** Words beyond this are not kept: an item holds 400 kB, and a sender may invent names without end. */
const MAX_WORDS = 2_000;

/** One register of the table. A word that can't be kept is no reason to refuse an alert, a failing table is. */
export function createKnownRegister(
  { client, tableName }: Table,
  register: 'days' | 'sources' | 'channels',
): KnownRegister {
  const noted = new Set<string>();

  return {
    async note(word) {
      if (noted.has(word) || noted.size >= MAX_WORDS) return;
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: knownKey(register),
          UpdateExpression: 'ADD words :word',
          ExpressionAttributeValues: { ':word': { SS: [word] } },
        }),
      );
      noted.add(word);
    },
    async list() {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: knownKey(register), ConsistentRead: true }),
      );
      return Item?.['words']?.SS ?? [];
    },
  };
}
