import * as z from 'zod/mini';
import { claim } from '#local/claims.ts';
import { parseOptions } from '#local/options.ts';
import { startRelay } from '#local/relay.ts';
import { inTrouble, type TableTrouble } from './table-trouble.ts';

/*
 * The relay of `npm start`, with trouble between it and its table, as whoever
 * started this process tells.
 *
 *     relay ── DynamoDB client, with its own repeats ──▶ trouble ──▶ the table's thread
 */

const TROUBLE = z.object({ kind: z.enum(['throttles', 'fails', 'loses-answers']), percent: z.number() });

let trouble: TableTrouble = { kind: 'fails', percent: 0 };
process.on('message', (message) => {
  trouble = TROUBLE.parse(message);
});

const parsed = parseOptions(process.argv.slice(2), process.env);
if (parsed.kind !== 'run') throw new Error('these options start no relay');
const claims = claim(parsed.options);
const { thread } = await claims.folder;
const run = thread.run.bind(thread);
thread.run = async (operation, body) => ({
  kind: 'answer',
  id: 0,
  ...(await inTrouble(trouble, Math.random(), () => run(operation, body))),
});
const relay = await startRelay(parsed.options, (line) => process.stderr.write(`${line}\n`), claims);
console.log(`listening on ${relay.url}`);
