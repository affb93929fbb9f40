import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod/mini';
import { SCOPES, type Scope } from '#shared/access/scope.ts';
import { gather, limitOption, wholeNumber } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import { pathOf } from '../relay.ts';
import type { OpenSession, Session } from '../session.ts';
import { plainText } from '../show/plain-text.ts';
import type { Column } from '../show/table.ts';
import { toneOf } from '../show/tones.ts';
import { emptyOrTable } from './empty-or-table.ts';

/** `tocsin token …`. */
export function addTokenCommands(program: Command, open: OpenSession): void {
  const token = program.command('token').description('API tokens: one for each sender and person');
  addList(token, open);
  addCreate(token, open);
  addRotate(token, open);
  addRevoke(token, open);
}

const TOKEN = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  channels: z.nullish(z.array(z.string())),
  sources: z.nullish(z.array(z.string())),
  state: z.string(),
  expiresAt: z.nullable(z.string()),
  createdAt: z.string(),
  formerValues: z.array(z.object({ until: z.string() })),
});

function tokenColumns(moment: Session['moment']): readonly Column<z.infer<typeof TOKEN>>[] {
  return [
    { title: 'NAME', of: ({ name }) => name, mayShrink: true },
    { title: 'SCOPES', of: ({ scopes }) => scopes.join(', ') },
    { title: 'BOUND TO', of: boundsOf, mayShrink: true },
    { title: 'STATE', of: ({ state }) => state, tone: ({ state }) => toneOf(state) },
    { title: 'ENDS', of: ({ expiresAt }) => moment(expiresAt).slice(0, 16) || 'never' },
    { title: 'MADE', of: ({ createdAt }) => moment(createdAt).slice(0, 10), tone: () => 'quiet' },
    {
      title: 'FORMER VALUE UNTIL',
      of: ({ formerValues }) => formerValues.map(({ until }) => moment(until).slice(5, 16)).join(', '),
    },
    { title: 'ID', of: ({ id }) => id },
  ];
}

/** What it can reach; nothing is said of one that is bound to nothing. */
function boundsOf({ channels, sources }: Pick<z.infer<typeof TOKEN>, 'channels' | 'sources'>): string {
  return [
    ...(channels ? [`channels ${channels.join(', ')}`] : []),
    ...(sources ? [`sources ${sources.join(', ')}`] : []),
  ].join('; ');
}

function addList(token: Command, open: OpenSession): void {
  const list = token
    .command('list')
    .description('the tokens made here; never their values')
    .addOption(limitOption(1_000));
  list.action(async ({ limit }: { readonly limit: number }) => {
    const session = open(list);
    const listed = await listPages(session.relay, '/v1/tokens', {}, limit);
    const columns = tokenColumns(session.moment);
    const none = 'no token was made here; the first tokens are not listed';
    session.answer(listed, () => emptyOrTable(session, listed, { columns, row: TOKEN, none }));
  });
}

interface Life {
  readonly expiresInDays?: number;
  readonly expiresAt?: string;
}

function withLife(command: Command): Command {
  return command
    .addOption(
      new Option('--expires-in-days <days>', 'when it ends').argParser((text: string) => wholeNumber(text, 1, 3_650)),
    )
    .addOption(new Option('--expires-at <time>', 'or: when it ends, RFC 3339').conflicts('expiresInDays'));
}

interface CreateOptions extends Life {
  readonly scope: readonly Scope[];
  readonly channel?: readonly string[];
  readonly source?: readonly string[];
  readonly robot?: true;
}

function addCreate(token: Command, open: OpenSession): void {
  const create = withLife(token.command('create'))
    .description('make a token; its value is printed this once')
    .argument('<name>', 'whose it is')
    .requiredOption('-s, --scope <scopes>', `what it may do: ${SCOPES.join(', ')}`, gatherScopes)
    .option('-c, --channel <names>', 'it reaches these channels only', gather)
    .option('--source <names>', 'it speaks for these senders, and sees alerts of them, only', gather)
    .option('--robot', 'it looks like the token of a DingTalk robot, for senders that take no other');
  create.action(async (name: string, options: CreateOptions) => {
    const { scope: scopes, channel: channels, source: sources, robot, ...life } = options;
    const session = open(create);
    const answer = await session.relay({
      method: 'POST',
      path: '/v1/tokens',
      body: { name, scopes, channels, sources, ...(robot && { form: 'robot' }), ...life },
    });
    showValue(answer, session);
  });
}

function gatherScopes(text: string, before: readonly Scope[] = []): readonly Scope[] {
  const words = text.split(',').map((word) => word.trim());
  const scopes = words.flatMap((word) => SCOPES.filter((scope) => scope === word));
  if (scopes.length < words.length) throw new InvalidArgumentError(`Allowed are ${SCOPES.join(', ')}.`);

  return [...before, ...scopes];
}

function addRotate(token: Command, open: OpenSession): void {
  const rotate = withLife(token.command('rotate'))
    .description('give a token another value, printed this once; the one before goes on for a day')
    .argument('<id>', 'as token list prints it')
    .addOption(
      new Option('--overlap-seconds <seconds>', 'how long the one before goes on').argParser((text: string) =>
        wholeNumber(text, 0, 2_592_000),
      ),
    );
  rotate.addOption(new Option('--without-end', 'or: it never ends').conflicts(['expiresInDays', 'expiresAt']));
  rotate.action(
    async (id: string, options: Life & { readonly overlapSeconds?: number; readonly withoutEnd?: true }) => {
      const session = open(rotate);
      const { withoutEnd, ...given } = options;
      const body = withoutEnd === undefined ? given : { ...given, expiresAt: null };
      const answer = await session.relay({ method: 'POST', path: `/v1/tokens${pathOf(id)}/rotate`, body });
      showValue(answer, session);
    },
  );
}

function addRevoke(token: Command, open: OpenSession): void {
  const revoke = token
    .command('revoke')
    .description('end a token at once')
    .argument('<id>', 'as token list prints it')
    .option('-y, --yes', 'do not ask');
  revoke.action(async (id: string, options: { readonly yes?: boolean }) => {
    const session = open(revoke);
    await confirm(`Revoke the token ${id}? Whoever uses it is refused at once.`, options, session.world);
    await session.relay({ method: 'DELETE', path: `/v1/tokens${pathOf(id)}` });
    session.answer({ revoked: id }, () => `${id} revoked`);
  });
}

const WITH_VALUE = z.extend(TOKEN, { token: z.string() });

/** The value alone on standard output, so that it can go into a file or a secret store unseen. */
function showValue(answer: unknown, session: Session): void {
  const made = readAnswer(WITH_VALUE, answer);
  const { id, name, scopes, expiresAt, formerValues, token } = made;
  const bounds = boundsOf(made);
  const within = bounds === '' ? '' : ` within ${bounds}`;
  const end = expiresAt === null ? 'without an end' : `until ${session.moment(expiresAt)}`;
  session.note(plainText(`${name} (${id}) may ${scopes.join(', ')}${within}, ${end}. This value is shown this once:`));
  for (const { until } of formerValues) session.note(`a former value goes on until ${session.moment(until)}`);
  session.answer(answer, () => token);
}
