import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConfigurationRecord } from '#shared/adapters/dynamodb/configuration-record.ts';
import type { ConfigurationRecordStore } from '#shared/config/configuration-record.ts';
import { fakeConfigurationRecord } from '#test/fakes/configuration-record.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';

let table: DynaliteTable;
beforeAll(async () => {
  table = await startDynalite();
});
afterAll(() => table.stop());

describe.each<[string, () => ConfigurationRecordStore]>([
  ['fake', fakeConfigurationRecord],
  ['DynamoDB', () => createConfigurationRecord(table)],
])('a configuration record (%s)', (_, open) => {
  test('is what was written last, with or without the file before, until it is removed', async () => {
    const record = open();
    expect(await record.read()).toBeUndefined();

    const [first, second] = [
      { owner: 'a', text: 'version: 1\n# 中文' },
      { owner: 'b', text: '', before: { owner: 'a', text: 'version: 1' } },
    ];
    await record.write(first);
    expect(await record.read()).toEqual(first);
    await record.write(second);
    expect(await record.read()).toEqual(second);
    await record.write(first);
    expect(await record.read()).toEqual(first);

    await record.remove();
    await record.remove();
    expect(await record.read()).toBeUndefined();
  });

  test('holds two files of the largest size', async () => {
    const record = open();
    const text = 'x'.repeat(100_000);
    await record.write({ owner: 'b', text, before: { owner: 'a', text } });

    expect((await record.read())?.before?.text).toHaveLength(100_000);
    await record.remove();
  });
});
