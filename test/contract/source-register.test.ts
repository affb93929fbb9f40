import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { fakeSourceRegister } from '#test/fakes/source-register.ts';
import { startDynalite } from '#test/fixtures/dynalite.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { aSource, defineSourceRegisterContract } from './source-register.ts';

const on = (openTable: () => Promise<Table & { stop(): Promise<void> }>) => async () => {
  const table = await openTable();
  return { register: createSourceRegister(table), stop: () => table.stop() };
};

defineSourceRegisterContract('dynalite', on(startDynalite));
defineSourceRegisterContract(
  'in memory',
  on(async () => createInMemoryTable()),
);
defineSourceRegisterContract('the fake', async () => ({
  register: fakeSourceRegister(),
  stop: async () => undefined,
}));

test('a source that is not heard of again is deleted for its age', async () => {
  const table = createInMemoryTable();
  await createSourceRegister(table).note(aSource('a'));
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));

  expect(Items.map(({ exp }) => Number(exp?.N) * 1000)).toEqual([aSource('a').keepUntilMs]);
});
