import { type Command, InvalidArgumentError, Option } from 'commander';
import { limitOption, parseSpan, timeOption, wholeNumber } from '../arguments.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import type { OpenSession } from '../session.ts';
import { DELIVERY, DELIVERY_DETAIL, deliveryColumns, showDelivery } from '../show/deliveries.ts';
import { tailDeliveries } from '../tail-deliveries.ts';
import { emptyOrTable } from './empty-or-table.ts';

const OUTCOMES = ['delivered', 'throttled', 'misconfigured', 'rejected', 'unreachable', 'unknown'];

/** `tocsin delivery …`. */
export function addDeliveryCommands(program: Command, open: OpenSession): void {
  const delivery = program.command('delivery').description('attempts to send messages, and what the robots said');
  addList(delivery, open);
  addShow(delivery, open);
  addTail(delivery, open);
}

interface WhichDeliveries {
  readonly channel?: string;
  readonly outcome?: string;
}

interface ListOptions extends WhichDeliveries {
  readonly robot?: string;
  readonly kind?: string;
  readonly reason?: string;
  readonly text?: string;
  readonly limit: number;
}

function addList(delivery: Command, open: OpenSession): void {
  const list = delivery
    .command('list')
    .description('attempts, newest first')
    .option('-c, --channel <name>', 'only of this channel')
    .addOption(new Option('--outcome <outcome>', 'only with this outcome').choices(OUTCOMES))
    .option('--robot <name>', 'only through this robot')
    .option('--kind <kind>', 'only such messages: single, digest, test, …')
    .option('--reason <word>', 'only with this reason')
    .option('--text <text>', 'only messages that hold this text')
    .addOption(timeOption('--since <time>', 'not before', Date.now))
    .addOption(timeOption('--until <time>', 'not after', Date.now))
    .addOption(limitOption(50));
  list.action(async ({ limit, ...query }: ListOptions) => {
    const session = open(list);
    const listed = await listPages(session.relay, '/v1/deliveries', { ...query }, limit);
    const columns = deliveryColumns(session.moment);
    session.answer(listed, () => emptyOrTable(session, listed, { columns, row: DELIVERY, none: 'no attempt fits' }));
  });
}

function addShow(delivery: Command, open: OpenSession): void {
  const show = delivery
    .command('show')
    .description('one attempt, with the message as it was sent')
    .argument('<id>', 'as delivery list prints it');
  show.action(async (id: string) => {
    const session = open(show);
    const answer = await session.relay({ method: 'GET', path: `/v1/deliveries/${encodeURIComponent(id)}` });
    session.answer(answer, () => showDelivery(readAnswer(DELIVERY_DETAIL, answer), session));
  });
}

function addTail(delivery: Command, open: OpenSession): void {
  const tail = delivery
    .command('tail')
    .description('attempts as they happen, until Ctrl-C; with --json one document a line')
    .option('-c, --channel <name>', 'only of this channel')
    .addOption(new Option('--outcome <outcome>', 'only with this outcome').choices(OUTCOMES))
    .addOption(
      new Option('-n, --lines <number>', 'how many of the last ones to begin with')
        .default(10)
        .argParser((text: string) => wholeNumber(text, 0, 1_000)),
    )
    .addOption(new Option('--every <span>', 'how often to ask: 2s, 1m').default(2_000, '2s').argParser(readEvery));
  tail.action((options: WhichDeliveries & { readonly lines: number; readonly every: number }) =>
    tailDeliveries(options, open(tail)),
  );
}

function readEvery(text: string): number {
  const ms = parseSpan(text);
  if (ms !== undefined && ms >= 1_000 && ms <= 3_600_000) return ms;

  throw new InvalidArgumentError('It must be a span from 1s to 1h.');
}
