import type { Command } from 'commander';
import * as z from 'zod/mini';
import { parseChannelName } from '#shared/channels/channel-name.ts';
import { isRecord } from '#shared/channels/section.ts';
import { limitOption } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { type EndWith, EXIT, UsageError } from '../exit-code.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import { readDocument } from '../read-input.ts';
import { pathOf, RefusedError, type RelayRequest } from '../relay.ts';
import type { OpenSession, Session } from '../session.ts';
import { CHANNEL, channelColumns } from '../show/channels.ts';
import { showSettings } from '../show/settings.ts';
import { emptyOrTable } from './empty-or-table.ts';
import { testChannel } from './test-channel.ts';

/** `tocsin channel …`. */
export function addChannelCommands(program: Command, open: OpenSession, endWith: EndWith): void {
  const channel = program.command('channel').description('channels: chat groups and the robots that speak there');
  addList(channel, open);
  addGet(channel, open);
  addApply(channel, open);
  addTest(channel, open, endWith);
  addDelete(channel, open);
}

function addList(channel: Command, open: OpenSession): void {
  const list = channel.command('list').description('all channels').addOption(limitOption(1_000));
  list.action(async ({ limit }: { readonly limit: number }) => {
    const session = open(list);
    const listed = await listPages(session.relay, '/v1/channels', {}, limit);
    session.answer(listed, () =>
      emptyOrTable(session, listed, {
        columns: channelColumns(),
        row: CHANNEL,
        none: 'there is no channel yet: tocsin channel apply -f FILE',
      }),
    );
  });
}

function addGet(channel: Command, open: OpenSession): void {
  const get = channel
    .command('get')
    .description('one channel with all its settings, secrets masked; with --json fit for channel apply')
    .argument('<name>');
  get.action(async (name: string) => {
    const session = open(get);
    const answer = await session.relay({ method: 'GET', path: `/v1/channels${pathOf(name)}` });
    session.answer(answer, () => showSettings(answer));
  });
}

function addApply(channel: Command, open: OpenSession): void {
  const apply = channel
    .command('apply')
    .description('create a channel, or replace it whole; secrets left out, or as shown, are kept')
    .requiredOption('-f, --file <file>', 'the channel as JSON or YAML; - for standard input');
  apply.action(async ({ file }: { readonly file: string }) => {
    const session = open(apply);
    const input = await readDocument(file, session.world);
    const { answer, done } = await createOrReplace(input, session);
    const { name, warnings } = readAnswer(WRITTEN, answer);
    for (const warning of warnings) session.note(`note: ${warning}`);
    session.answer(answer, () => `${name} ${done}`);
  });
}

const WRITTEN = z.object({ name: z.string(), warnings: z._default(z.array(z.string()), []) });

/** There is one of that name: replaced. There is none: created. */
async function createOrReplace(input: unknown, { relay }: Session) {
  const name = isRecord(input) ? parseChannelName(input['name']) : undefined;
  if (name?.kind !== 'name') throw new UsageError(['the file must hold one channel, an object with at least a name']);
  const replace: RelayRequest = { method: 'PUT', path: `/v1/channels${pathOf(name.name)}`, body: input };
  try {
    return { answer: await relay(replace), done: 'replaced' };
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 404) throw error;
  }

  return { answer: await relay({ method: 'POST', path: '/v1/channels', body: input }), done: 'created' };
}

function addTest(channel: Command, open: OpenSession, endWith: EndWith): void {
  const test = channel
    .command('test')
    .description('send a test message, and say what the robot answered')
    .argument('<name>')
    .option('--robot <name>', 'another robot than the first');
  test.action(async (name: string, { robot }: { readonly robot?: string }) => {
    const outcome = await testChannel(name, robot, open(test));
    if (outcome !== 'delivered') endWith(EXIT.failed);
  });
}

function addDelete(channel: Command, open: OpenSession): void {
  const remove = channel
    .command('delete')
    .description('delete a channel that nothing names and nothing waits in')
    .argument('<name>')
    .option('-y, --yes', 'do not ask');
  remove.action(async (name: string, options: { readonly yes?: boolean }) => {
    const session = open(remove);
    await confirm(`Delete the channel ${name} with its robots' secrets?`, options, session.world);
    await session.relay({ method: 'DELETE', path: `/v1/channels${pathOf(name)}` });
    session.answer({ deleted: name }, () => `${name} deleted`);
  });
}
