import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod/mini';
import { gather, limitOption } from '../arguments.ts';
import { UsageError } from '../exit-code.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import { pathOf } from '../relay.ts';
import type { OpenSession, Session } from '../session.ts';
import type { Column } from '../show/table.ts';
import { toneOf } from '../show/tones.ts';
import { emptyOrTable } from './empty-or-table.ts';

/** `tocsin silence …`. */
export function addSilenceCommands(program: Command, open: OpenSession): void {
  const silence = program.command('silence').description('silences: alerts that are not told for a while');
  addAdd(silence, open);
  addList(silence, open);
  addEnd(silence, open);
}

interface Daily {
  readonly from: string;
  readonly to: string;
}

interface AddOptions {
  readonly for?: string;
  readonly until?: string;
  readonly from?: string;
  readonly channel?: readonly string[];
  readonly exclude?: readonly string[];
  readonly objectType?: string;
  readonly daily?: Daily;
  readonly timeZone?: string;
  readonly remark?: string;
}

function addAdd(silence: Command, open: OpenSession): void {
  const add = silence
    .command('add')
    .description('do not tell alerts that match all of these; what still fires at the end is told then')
    .argument('<matchers...>', 'NAME=VALUE, !=, =~ or !~, as Alertmanager has them: ob_cluster=obcluster-1')
    .option('--for <span>', 'how long: 90m, 6h, 2d, 1d12h')
    .addOption(new Option('--until <time>', 'or: when it ends, RFC 3339').conflicts('for'))
    .option('--from <time>', 'when it begins, RFC 3339 (now when left out)')
    .option('-c, --channel <names>', 'only in these channels', gather)
    .option('--exclude <targets>', 'targets that stay told, * for any characters; may be repeated', gather)
    .option('--object-type <text>', "only alerts of this object type of OCP's (the label alarm_scope)")
    .addOption(new Option('--daily <from-to>', 'only at this time of day: 22:00-06:00').argParser(readDaily))
    .option('--time-zone <name>', 'of --daily, as Asia/Shanghai')
    .option('--remark <text>', 'why');
  add.action(async (matchers: readonly string[], options: AddOptions) => {
    const session = open(add);
    const answer = await session.relay({ method: 'POST', path: '/v1/silences', body: bodyOf(matchers, options) });
    const { id, state, endsAt } = readAnswer(SILENCE, answer);
    session.answer(answer, () => `${id}  ${state}, until ${session.moment(endsAt)}`);
  });
}

function bodyOf(matchers: readonly string[], options: AddOptions): object {
  const {
    for: duration,
    until: endsAt,
    from: startsAt,
    channel: channels,
    exclude: excludedObjects,
    daily,
    timeZone,
    ...rest
  } = options;
  if (duration === undefined && endsAt === undefined) throw new UsageError(['say how long: --for 6h, or --until TIME']);
  if (timeZone !== undefined && daily === undefined)
    throw new UsageError(['--time-zone is that of --daily: give that too']);

  return {
    matchers,
    duration,
    endsAt,
    startsAt,
    channels,
    excludedObjects,
    ...(daily === undefined ? {} : { daily: { ...daily, timeZone } }),
    ...rest,
  };
}

function readDaily(text: string): Daily {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) throw new InvalidArgumentError('It must be like 22:00-06:00.');

  return { from, to };
}

const SILENCE = z.object({
  id: z.string(),
  state: z.string(),
  matchers: z.array(z.string()),
  channels: z.nullable(z.array(z.string())),
  endsAt: z.string(),
  daily: z.nullable(z.object({ from: z.string(), to: z.string() })),
  remark: z.string(),
  author: z.string(),
  suppressedCount: z.number(),
});

function silenceColumns(moment: Session['moment']): readonly Column<z.infer<typeof SILENCE>>[] {
  return [
    { title: 'STATE', of: ({ state }) => state, tone: ({ state }) => toneOf(state) },
    { title: 'UNTIL', of: ({ endsAt }) => moment(endsAt).slice(0, 16) },
    { title: 'DAILY', of: ({ daily }) => (daily === null ? '' : `${daily.from}-${daily.to}`) },
    { title: 'MATCHERS', of: ({ matchers }) => matchers.join(' '), mayShrink: true },
    { title: 'CHANNELS', of: ({ channels }) => channels?.join(', ') ?? 'all', mayShrink: true },
    { title: 'HELD', of: ({ suppressedCount }) => String(suppressedCount), align: 'right' },
    { title: 'BY', of: ({ author }) => author, mayShrink: true },
    { title: 'ID', of: ({ id }) => id },
    { title: 'REMARK', of: ({ remark }) => remark, mayShrink: true },
  ];
}

function addList(silence: Command, open: OpenSession): void {
  const list = silence
    .command('list')
    .description('silences by their planned end; those that are over stay for a while')
    .addOption(
      new Option('--state <state>', 'only in this state').choices([
        'scheduled',
        'in-effect',
        'outside-period',
        'expired',
      ]),
    )
    .addOption(limitOption(100));
  list.action(async ({ limit, ...query }: { readonly limit: number; readonly state?: string }) => {
    const session = open(list);
    const listed = await listPages(session.relay, '/v1/silences', { ...query }, limit);
    const columns = silenceColumns(session.moment);
    session.answer(listed, () => emptyOrTable(session, listed, { columns, row: SILENCE, none: 'nothing is silenced' }));
  });
}

function addEnd(silence: Command, open: OpenSession): void {
  const end = silence.command('end').description('end a silence now').argument('<id>', 'as silence list prints it');
  end.action(async (id: string) => {
    const session = open(end);
    await session.relay({ method: 'DELETE', path: `/v1/silences${pathOf(id)}` });
    session.answer({ ended: id }, () => `${id} ended`);
  });
}
