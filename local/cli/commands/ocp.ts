import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod/mini';
import { parsePublicUrl } from '#shared/config/public-url.ts';
import { random } from '../../surroundings.ts';
import { parseSpan, timeOption } from '../arguments.ts';
import { CliError, type EndWith, EXIT, UsageError } from '../exit-code.ts';
import { listPages } from '../list-pages.ts';
import { readOcpCredentials } from '../ocp/credentials.ts';
import { createOcp, type Ocp } from '../ocp/ocp-api.ts';
import { type PollResult, pollOcp } from '../ocp/poll-ocp.ts';
import { createTurns, type Turns } from '../ocp/turns.ts';
import { readAnswer } from '../read-answer.ts';
import type { OpenSession, Session } from '../session.ts';

interface PollOptions {
  readonly ocpUrl: string;
  readonly credentials: string;
  readonly source: string;
  readonly channel?: string;
  readonly knownSince: string;
  /** Ms. */
  readonly every?: number;
}

/** Alarms of one source looked at in the ledger. */
const MOST_KNOWN = 100_000;

/** Between two requests to OCP, ms. */
const PAUSE_MS = 100;

/** `tocsin ocp …`. */
export function addOcpCommands(program: Command, open: OpenSession, endWith: EndWith): void {
  const ocp = program.command('ocp').description('OceanBase Cloud Platform, where it can not post to the relay itself');
  addPoll(ocp, open, endWith);
}

function addPoll(ocp: Command, open: OpenSession, endWith: EndWith): void {
  const poll = ocp
    .command('poll')
    .description('give the relay what is active in OCP, and what is over since; exit code 1 when not all could be read')
    .requiredOption('--ocp-url <url>', 'address of OCP, as http://192.0.2.1:8080')
    .requiredOption('--credentials <file>', 'JSON or YAML: {"user","password"} or {"accessKey","secretKey"}')
    .requiredOption('--source <name>', 'the name of this OCP, always the same')
    .option('-c, --channel <names>', 'channels it goes to, separated by commas (push settings decide when left out)')
    .addOption(
      timeOption('--known-since <time>', 'how far back the ledger is asked for what may be over', Date.now).default(
        undefined,
        '7d',
      ),
    )
    .addOption(new Option('--every <span>', 'again and again, until Ctrl-C: 60s, 5m').argParser(readEvery));
  poll.action(async (options: Omit<PollOptions, 'knownSince'> & { readonly knownSince?: string }) => {
    const session = open(poll);
    const week = new Date(session.world.now() - 7 * 86_400_000).toISOString();
    const asked: PollOptions = { ...options, knownSince: options.knownSince ?? week };
    const result = await run(asked, await ocpOf(asked, session), session);
    if (result === 'not-all') endWith(EXIT.failed);
  });
}

async function ocpOf({ ocpUrl, credentials }: PollOptions, session: Session): Promise<Ocp> {
  const url = parsePublicUrl(ocpUrl);
  if (url.kind === 'refused') throw new UsageError([`--ocp-url ${url.problem}`]);

  return createOcp({
    url: url.url,
    credentials: await readOcpCredentials(credentials, session.world),
    timeoutMs: session.options.timeout * 1_000,
    now: session.world.now,
  });
}

/** One round, or rounds until it is interrupted; then one that did not go well is said and followed by the next. */
async function run(options: PollOptions, ocp: Ocp, session: Session): Promise<'all' | 'not-all'> {
  const { every } = options;
  const turns = createTurns(random);
  if (every === undefined) return round(options, ocp, turns, session);

  const interrupted = session.world.interrupted();
  while (!interrupted.aborted) {
    await round(options, ocp, turns, session).catch((error: unknown) => {
      if (!(error instanceof CliError) || error.exitCode !== EXIT.failed) throw error;
      session.note(error.lines.join('\n'));
    });
    if (!interrupted.aborted) await session.world.sleep(every);
  }
  return 'all';
}

const ROW = z.object({ id: z.string(), status: z.string() });

async function round(options: PollOptions, ocp: Ocp, turns: Turns, session: Session): Promise<'all' | 'not-all'> {
  const { source, channel, knownSince } = options;
  const result = await pollOcp({
    ocp,
    knownFiring: async () => {
      const { items } = await listPages(session.relay, '/v1/alerts', { source, since: knownSince }, MOST_KNOWN);
      return items.map((item) => readAnswer(ROW, item)).flatMap(({ id, status }) => (status === 'firing' ? id : []));
    },
    tell: async (alerts) => {
      await session.relay({ method: 'POST', path: '/v1/alerts/ocp', query: { source, channel }, body: { alerts } });
    },
    pause: () => session.world.sleep(PAUSE_MS),
    turns,
  });
  for (const problem of result.problems) session.note(`note: ${problem}`);
  session.answer(result, () => sentence(result));
  return result.problems.length === 0 ? 'all' : 'not-all';
}

function sentence({ batch, active, pages, ended, unknown, left }: PollResult): string {
  return [
    `${active} active on ${pages} ${pages === 1 ? 'page' : 'pages'}${batch === 'full' ? '' : ' (not all)'}`,
    batch === 'full' ? `${ended} over` : 'nothing is said to be over',
    ...(unknown === 0 ? [] : [`${unknown} of which OCP tells nothing`]),
    ...(left === 0 ? [] : [`${left} left for the next round`]),
  ].join(', ');
}

/** OCP evaluates its rules about once a minute: to ask more often brings nothing. */
const LEAST_MS = 10_000;
const MOST_MS = 3_600_000;

function readEvery(text: string): number {
  const span = parseSpan(text);
  if (span !== undefined && span >= LEAST_MS && span <= MOST_MS) return span;
  throw new InvalidArgumentError('It must be a span from 10s to 1h, as 60s.');
}
