import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConditionalCheckFailedException, PutItemCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DataFolderError } from '#local/data-folder.ts';
import { type EmbeddedTable, openEmbeddedTable } from '#local/embedded-table.ts';
import { allDue, dueIn, getItem, putDue, settle } from './table-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function open(folder: string): Promise<EmbeddedTable> {
  const table = await openEmbeddedTable(folder);
  onTestFinished(() => table.close());

  return table;
}

describe('the embedded table', () => {
  test('keeps items over a restart', async () => {
    const folder = join(await temporaryFolder(), 'data');
    const first = await openEmbeddedTable(folder);
    await putDue(first, 'A#dba#0', 'f1', '21700000000000');
    await first.close();

    const second = await open(folder);
    expect(await getItem(second, 'A#dba#0', 'f1')).toMatchObject({ n: { N: '1' } });
    expect(await dueIn(second, 'A#dba#0')).toEqual(['f1']);
  });

  test('moves an item in the index with its due time and takes it out without one', async () => {
    const table = await open(await temporaryFolder());
    await putDue(table, 'A#dba#0', 'f1', '21700000000001');
    await putDue(table, 'A#dba#0', 'f2', '21700000000002');
    expect(await dueIn(table, 'A#dba#0')).toEqual(['f1', 'f2']);
    await putDue(table, 'A#dba#0', 'f1', '21700000000003');
    expect(await dueIn(table, 'A#dba#0')).toEqual(['f2', 'f1']);
    await settle(table, 'A#dba#0', 'f2');
    expect(await dueIn(table, 'A#dba#0')).toEqual(['f1']);
    expect(await allDue(table, 'index')).toEqual(await allDue(table, 'table'));
  });

  test('finds every one of thousands of items due in the same millisecond, page by page', async () => {
    const table = await open(await temporaryFolder());
    // The 24-bit hash of dynalite's own index keys collides for about one in six sets of 2,400.
    const names = Array.from({ length: 2_400 }, (_, i) => `f${String(i).padStart(4, '0')}`);
    await Promise.all(names.map((sk) => putDue(table, 'A#dba#0', sk, '21700000000000')));

    expect(await dueIn(table, 'A#dba#0', 500)).toEqual(names);
    expect(await dueIn(table, 'A#dba#0')).toEqual(names);
  });

  test('lets one of many concurrent conditional writes win', async () => {
    const { client, tableName } = await open(await temporaryFolder());
    const writes = Array.from({ length: 20 }, (_, i) =>
      client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: { pk: { S: 'R#1' }, sk: { S: '-' }, own: { S: `worker ${i}` } },
          ConditionExpression: 'attribute_not_exists(own)',
        }),
      ),
    );
    const results = await Promise.allSettled(writes);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(19);
    expect(refused.every((result) => result.reason instanceof ConditionalCheckFailedException)).toBe(true);
  });

  test('knows no other table', async () => {
    const { client } = await open(await temporaryFolder());
    const item = { pk: { S: 'x' }, sk: { S: 'y' } };
    await expect(client.send(new PutItemCommand({ TableName: 'other', Item: item }))).rejects.toThrow(
      ResourceNotFoundException,
    );
  });

  test('answers what is under way before it closes, and refuses afterwards', async () => {
    const table = await openEmbeddedTable(await temporaryFolder());
    const writes = Array.from({ length: 50 }, (_, i) => putDue(table, 'A#dba#0', `f${i}`, '21700000000000'));
    await writes[0];
    await table.close();
    await expect(Promise.all(writes)).resolves.toHaveLength(50);
    await expect(putDue(table, 'A#dba#0', 'late', '21700000000000')).rejects.toThrow('closed');
    await expect(table.ended).resolves.toBeUndefined();
  });
});

describe('the data folder', () => {
  test('is made for its owner only, with the version of its layout', async () => {
    const folder = join(await temporaryFolder(), 'deep', 'data');
    await open(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(folder, 'schema-version'), 'utf8')).toBe('2 1\n');
    expect((await readdir(folder)).sort()).toEqual(['schema-version', 'table']);
  });

  test('opens for one at a time', async () => {
    const folder = await temporaryFolder();
    const first = await openEmbeddedTable(folder);
    await expect(openEmbeddedTable(folder)).rejects.toThrow(`another Tocsin is running on the data folder ${folder}`);
    await first.close();
    await open(folder);
  });

  test('of a newer version is refused and left as it was', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'schema-version'), '99\n');
    await expect(openEmbeddedTable(folder)).rejects.toThrow(/another version of Tocsin: it is of layout 99,/);
    expect(await readdir(folder)).toEqual(['schema-version']);
  });

  test('of a newer version that leaves it to this one is taken, and stays marked as it is', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'schema-version'), '3 2\n');
    await open(folder);
    expect(await readFile(join(folder, 'schema-version'), 'utf8')).toBe('3 2\n');
  });

  test.each(['', 'one', '1 2 3', '0', '-1', '1.5'])('whose version is %j is refused', async (version) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'schema-version'), version);
    await expect(openEmbeddedTable(folder)).rejects.toThrow('has a file schema-version that nobody of ours wrote');
  });

  test.each([
    ['is a file', (folder: string) => writeFile(join(folder, 'data'), ''), 'there is a file of that name'],
    ['holds a file where the table goes', (folder: string) => fileAsTable(join(folder, 'data')), "can't be used"],
  ])('that %s is refused in one line', async (_what, prepare, words) => {
    const folder = await temporaryFolder();
    await prepare(folder);
    const refused = await openEmbeddedTable(join(folder, 'data')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DataFolderError);
    expect(String(refused)).toContain(words);
    expect(String(refused)).not.toContain('\n');
  });
});

async function fileAsTable(folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'table'), '');
}
