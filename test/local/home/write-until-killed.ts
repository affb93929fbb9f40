import { openEmbeddedTable } from '#local/embedded-table.ts';
import { putDue, settle } from './table-probe.ts';

/*
 * Run as a process of its own and killed by its test: thirty-two writers make
 * items, move their due times and settle some, and print each answered step.
 */
const [folder = ''] = process.argv.slice(2);
const table = await openEmbeddedTable(folder);

/** Ends by itself when nobody kills it. */
const MOST_ITEMS_A_WRITER = 2_000;

async function write(writer: number): Promise<void> {
  for (let i = 0; i < MOST_ITEMS_A_WRITER; i++) {
    const pk = `A#dba#${(writer % 16).toString(16)}`;
    const sk = `${writer}-${i}`;
    await putDue(table, pk, sk, '21700000000000');
    console.log(`made ${pk} ${sk}`);
    await putDue(table, pk, sk, '01700000000001');
    if (i % 3 !== 0) continue;
    await settle(table, pk, sk);
    console.log(`settled ${pk} ${sk}`);
  }
}

await Promise.all(Array.from({ length: 32 }, (_, writer) => write(writer)));
await table.close();
