import { type Command, Option } from 'commander';
import * as z from 'zod/mini';
import { AUDIT_WORDS } from '#shared/audit/audit-entry.ts';
import { limitOption, timeOption } from '../arguments.ts';
import { listPages } from '../list-pages.ts';
import type { OpenSession, Session } from '../session.ts';
import type { Column, Tone } from '../show/table.ts';
import { emptyOrTable } from './empty-or-table.ts';

/** `tocsin audit list`. */
export function addAuditCommands(program: Command, open: OpenSession): void {
  const audit = program.command('audit').description('who changed what');
  const list = audit
    .command('list')
    .description('changes of channels, sources, tokens, push settings and silences, and replays by hand, newest first')
    .option('--who <name>', 'name or id of a token; or token, first-token, file')
    .addOption(new Option('--what <what>', 'only such changes').choices(AUDIT_WORDS))
    .option('--object <name>', 'name of a channel, id of a token or dead letter')
    .addOption(timeOption('--since <time>', 'not before', Date.now))
    .addOption(timeOption('--until <time>', 'not after', Date.now))
    .addOption(limitOption(50));
  list.action(async ({ limit, ...query }: AuditOptions) => {
    const session = open(list);
    const listed = await listPages(session.relay, '/v1/audit', { ...query }, limit);
    const columns = auditColumns(session.moment);
    session.answer(listed, () => emptyOrTable(session, listed, { columns, row: ENTRY, none: 'no change fits' }));
  });
}

interface AuditOptions {
  readonly who?: string;
  readonly what?: string;
  readonly object?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

const ENTRY = z.object({
  at: z.string(),
  who: z.object({ kind: z.string(), name: z.nullish(z.string()) }),
  what: z.string(),
  object: z.string(),
  outcome: z.string(),
  changes: z.array(z.object({ field: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) })),
});

type Entry = z.infer<typeof ENTRY>;

function auditColumns(moment: Session['moment']): readonly Column<Entry>[] {
  return [
    { title: 'AT', of: ({ at }) => moment(at).slice(5, 16), tone: () => 'quiet' },
    { title: 'WHO', of: ({ who }) => who.name ?? who.kind, mayShrink: true },
    { title: 'WHAT', of: ({ what }) => what },
    { title: 'OBJECT', of: ({ object }) => object, mayShrink: true },
    { title: 'OUTCOME', of: ({ outcome }) => outcome, tone: ({ outcome }) => toneOfEnd(outcome) },
    { title: 'FIELDS', of: ({ changes }) => changes.map(changeOf).join('; '), mayShrink: true },
  ];
}

function toneOfEnd(outcome: string): Tone {
  return outcome === 'done' ? 'good' : outcome === 'unknown' ? 'bad' : 'odd';
}

function changeOf({ field, before, after }: Entry['changes'][number]): string {
  return `${field}: ${shown(before)} → ${shown(after)}`;
}

/** Lists come as their JSON already. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
