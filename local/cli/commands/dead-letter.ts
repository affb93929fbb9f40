import type { Command } from 'commander';
import * as z from 'zod/mini';
import { type AlertFilter, withAlertFilter } from '../alert-filter.ts';
import { limitOption } from '../arguments.ts';
import { type EndWith, EXIT, UsageError } from '../exit-code.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import { pathOf } from '../relay.ts';
import type { OpenSession, Session } from '../session.ts';
import type { Column } from '../show/table.ts';
import { toneOf } from '../show/tones.ts';
import { emptyOrTable } from './empty-or-table.ts';

/** `tocsin dead-letter list` and `tocsin replay`. */
export function addDeadLetterCommands(program: Command, open: OpenSession, endWith: EndWith): void {
  addList(program.command('dead-letter').description('alerts that no robot took'), open);
  addReplay(program, open, endWith);
}

const LETTER = z.object({
  id: z.string(),
  alert: z.string(),
  name: z.string(),
  level: z.string(),
  target: z.string(),
  channel: z.string(),
  reason: z.string(),
  diedAt: z.string(),
});

function letterColumns(moment: Session['moment']): readonly Column<z.infer<typeof LETTER>>[] {
  return [
    { title: 'DIED', of: ({ diedAt }) => moment(diedAt).slice(5, 16), tone: () => 'quiet' },
    { title: 'LEVEL', of: ({ level }) => level, tone: ({ level }) => toneOf(level) },
    { title: 'NAME', of: ({ name }) => name, mayShrink: true },
    { title: 'TARGET', of: ({ target }) => target, mayShrink: true },
    { title: 'CHANNEL', of: ({ channel }) => channel, mayShrink: true },
    { title: 'ID', of: ({ id }) => id },
    { title: 'WHY', of: ({ reason }) => reason, mayShrink: true },
  ];
}

/** Which dead letters: what is listed so can be replayed so. */
interface Filter extends AlertFilter {
  readonly reason?: string;
}

function withFilter(command: Command): Command {
  return withAlertFilter(command).option(
    '--reason <text>',
    'only those that died of this, as dead-letter list shows it',
  );
}

interface ListOptions extends Filter {
  readonly limit: number;
}

function addList(deadLetter: Command, open: OpenSession): void {
  const list = withFilter(deadLetter.command('list'))
    .description('those kept, with the reason')
    .addOption(limitOption(100));
  list.action(async ({ limit, ...query }: ListOptions) => {
    const session = open(list);
    const listed = await listPages(session.relay, '/v1/dead-letters', { ...query }, limit);
    const columns = letterColumns(session.moment);
    session.answer(listed, () =>
      emptyOrTable(session, listed, { columns, row: LETTER, none: 'no dead letter: every alert was told, or waits' }),
    );
  });
}

function addReplay(program: Command, open: OpenSession, endWith: EndWith): void {
  const replay = withFilter(
    program
      .command('replay')
      .description('tell dead letters after all: one by its id, or all that fit')
      .argument('[id]', 'as dead-letter list prints it'),
  );
  replay.action(async (id: string | undefined, filter: Filter) => {
    const session = open(replay);
    const named = Object.keys(filter).length;
    if (id !== undefined && named > 0) throw new UsageError(['give an id or a filter, not both']);
    if (id === undefined && named === 0) {
      throw new UsageError([
        'say which: an id, or a filter such as --channel NAME (tocsin dead-letter list shows them)',
      ]);
    }

    const { replayed, skipped } = id === undefined ? await replayAll(filter, session) : await replayOne(id, session);
    session.answer({ replayed, skipped }, () => replayedLine(replayed, skipped));
    if (skipped > 0) endWith(EXIT.failed);
  });
}

interface Replayed {
  readonly replayed: number;
  readonly skipped: number;
}

async function replayOne(id: string, { relay }: Session): Promise<Replayed> {
  const answer = await relay({ method: 'POST', path: `/v1/dead-letters${pathOf(id)}/replay` });
  return { ...readAnswer(z.object({ replayed: z.number() }), answer), skipped: 0 };
}

const REPLAYED = z.object({ replayed: z.number(), skipped: z.number(), cursor: z.nullable(z.string()) });

/** The relay does a part at a time and says where to go on. */
async function replayAll(filter: Filter, { relay }: Session): Promise<Replayed> {
  let [replayed, skipped] = [0, 0];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const body = { ...filter, ...(cursor === undefined ? {} : { cursor }) };
    const part = readAnswer(REPLAYED, await relay({ method: 'POST', path: '/v1/dead-letters/replay', body }));
    replayed += part.replayed;
    skipped += part.skipped;
    cursor = part.cursor;
  }

  return { replayed, skipped };
}

function replayedLine(replayed: number, skipped: number): string {
  const what = replayed === 1 ? '1 dead letter is due again' : `${replayed} dead letters are due again`;
  return skipped === 0
    ? what
    : `${what}; ${skipped} could not be replayed: they changed meanwhile, or their channel is gone or disabled`;
}
