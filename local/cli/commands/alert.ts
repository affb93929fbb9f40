import { type Command, Option } from 'commander';
import * as z from 'zod/mini';
import { LEVELS } from '#shared/alert/level.ts';
import { type AlertFilter, withAlertFilter } from '../alert-filter.ts';
import { gather, gatherPairs, limitOption } from '../arguments.ts';
import { UsageError } from '../exit-code.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import { readDocument } from '../read-input.ts';
import { pathOf } from '../relay.ts';
import type { OpenSession, Session } from '../session.ts';
import { ALERT_ROW, alertColumns, STORY, showStory } from '../show/alerts.ts';
import { emptyOrTable } from './empty-or-table.ts';

/** `tocsin alert …`. */
export function addAlertCommands(program: Command, open: OpenSession): void {
  const alert = program.command('alert').description('send alerts, and see what became of them');
  addSend(alert, open);
  addList(alert, open);
  addShow(alert, open);
}

interface SendOptions {
  readonly name?: string;
  readonly level?: string;
  readonly status?: string;
  readonly target?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly id?: string;
  readonly link?: string;
  readonly label?: Readonly<Record<string, string>>;
  readonly file?: string;
  readonly channel?: readonly string[];
  readonly source?: string;
}

function addSend(alert: Command, open: OpenSession): void {
  const send = alert
    .command('send')
    .description('send an alert made of options, or those of a file; prints their ids')
    .option('--name <text>', 'what it is called; the only one that is required')
    .addOption(new Option('--level <level>', 'how bad it is').choices(LEVELS))
    .addOption(new Option('--status <status>', 'whether it fires or is over').choices(['firing', 'resolved']))
    .option('--target <text>', 'what it is about: a host, a cluster')
    .option('--summary <text>', 'one sentence')
    .option('--description <text>', 'the whole story')
    .option('--id <id>', 'your own id; firing and recovery carry the same')
    .option('--link <url>', 'where the alert is shown at its source')
    .option('--label <name=value>', 'a label; may be repeated', gatherPairs)
    .option('-f, --file <file>', 'JSON instead: one alert, a list, or {"alerts": […]}; - for standard input')
    .option('-c, --channel <names>', 'only to these channels', gather)
    .option('--source <name>', 'who sends it');
  send.action(async (options: SendOptions) => {
    const session = open(send);
    const answer = await session.relay({
      method: 'POST',
      path: '/v1/alerts',
      query: { channel: options.channel?.join(','), source: options.source },
      body: await alertsOf(options, session),
    });
    session.answer(answer, () => sentLines(answer));
  });
}

/** What to send: the file, or the alert the options describe; both at once would leave one of them out. */
async function alertsOf(
  { file, label, link, channel: _, source: __, ...fields }: SendOptions,
  session: Session,
): Promise<unknown> {
  const described = Object.keys(fields).length > 0 || label !== undefined || link !== undefined;
  if (file !== undefined && described) throw new UsageError(['give the alert by --file or by options, not both']);
  if (file !== undefined) return readDocument(file, session.world);
  if (fields.name === undefined) throw new UsageError(['the alert needs a --name, or a --file that holds it']);

  return {
    ...fields,
    ...(link === undefined ? {} : { url: link }),
    ...(label === undefined ? {} : { labels: label }),
  };
}

const ACCEPTED = z.object({ alerts: z.array(z.object({ id: z.string(), channels: z.array(z.string()) })) });

function sentLines(answer: unknown): string {
  return readAnswer(ACCEPTED, answer)
    .alerts.map(({ id, channels }) => `${id}  → ${channels.join(', ')}`)
    .join('\n');
}

interface ListOptions extends AlertFilter {
  readonly state?: string;
  readonly delivery?: string;
  readonly limit: number;
}

function addList(alert: Command, open: OpenSession): void {
  const list = withAlertFilter(alert.command('list'))
    .description('alerts and their state in each channel')
    .addOption(
      new Option('--state <state>', 'only in this state').choices(['waiting', 'delivered', 'suppressed', 'dead']),
    )
    .option('--delivery <id>', 'only those in this message')
    .addOption(limitOption(100));
  list.action(async ({ limit, ...query }: ListOptions) => {
    const session = open(list);
    const listed = await listPages(session.relay, '/v1/alerts', { ...query }, limit);
    session.answer(listed, () =>
      emptyOrTable(session, listed, {
        columns: alertColumns(session.moment),
        row: ALERT_ROW,
        none: 'no alert fits',
      }),
    );
  });
}

function addShow(alert: Command, open: OpenSession): void {
  const show = alert
    .command('show')
    .description('one alert: what it says, where it is, and its whole story')
    .argument('<id>', 'as alert list and alert send print it')
    .option('--source <name>', 'who sends it, where several senders use the id');
  show.action(async (id: string, { source }: { readonly source?: string }) => {
    const session = open(show);
    const answer = await session.relay({ method: 'GET', path: `/v1/alerts${pathOf(id)}`, query: { source } });
    session.answer(answer, () => showStory(readAnswer(STORY, answer), session));
  });
}
