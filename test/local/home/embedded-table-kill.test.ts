import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbeddedTable } from '#local/embedded-table.ts';
import { allDue, getItem } from './table-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

const WRITER = fileURLToPath(new URL('./write-until-killed.ts', import.meta.url));

test('a table killed in the middle of writing has every answered write, and an index that agrees with its items', async () => {
  const folder = await temporaryFolder();
  for (const lines of [300, 500]) {
    const answered = await writeAndKill(folder, lines);
    const table = await openEmbeddedTable(folder);
    for (const line of answered) {
      const [what, pk = '', sk = ''] = line.split(' ');
      const item = await getItem(table, pk, sk);
      expect(item, line).toBeDefined();
      if (what === 'settled') expect(item?.['due'], line).toBeUndefined();
    }
    expect(await allDue(table, 'index')).toEqual(await allDue(table, 'table'));
    await table.close();
  }
});

/** Starts the writers, kills them after so many answered steps, and gives the steps. */
async function writeAndKill(folder: string, lines: number): Promise<readonly string[]> {
  const writer = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void writer.kill('SIGKILL'));
  const answered: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    answered.push(line);
    if (answered.length === lines) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  expect(writer.signalCode).toBe('SIGKILL');

  return answered;
}
