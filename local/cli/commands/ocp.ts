import { type Command, InvalidArgumentError, Option } from 'commander';
import { createOcp } from '#shared/adapters/http/ocp.ts';
import { parsePublicUrl } from '#shared/config/public-url.ts';
import type { Ocp } from '#shared/polling/ocp.ts';
import { createPollMemory } from '#shared/polling/poll-memory.ts';
import { type PollPorts, type PollResult, pollOcp } from '#shared/polling/poll-ocp.ts';
import { createTurns } from '#shared/polling/turns.ts';
import { random } from '../../surroundings.ts';
import { parseSpan, parseTime } from '../arguments.ts';
import { CliError, type EndWith, EXIT, UsageError } from '../exit-code.ts';
import { readOcpCredentials } from '../ocp/credentials.ts';
import { readKnownFiring } from '../ocp/known-firing.ts';
import type { OpenSession, Session } from '../session.ts';

interface PollOptions {
  readonly ocpUrl: string;
  readonly credentials: string;
  readonly source: string;
  readonly channel?: string;
  /** By the time of the reading: days are to stay as many. */
  readonly knownSince: (nowMs: number) => string;
  /** Ms. */
  readonly every?: number;
}

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
      new Option('--known-since <time>', `how far back the ledger is asked for what may be over: ${TIMES}`)
        .argParser(readSince)
        .default(readSince('7d'), '7d'),
    )
    .addOption(new Option('--every <span>', 'again and again, until Ctrl-C: 60s, 5m').argParser(readEvery));
  poll.action(async (options: PollOptions) => {
    const session = open(poll);
    const result = await run(options, await ocpOf(options, session), session);
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
  const ports = portsOf(options, ocp, session);
  if (every === undefined) return round(ports, session);

  const interrupted = session.world.interrupted();
  while (!interrupted.aborted) {
    await round(ports, session).catch((error: unknown) => {
      if (!(error instanceof CliError) || error.exitCode !== EXIT.failed) throw error;
      session.note(error.lines.join('\n'));
    });
    if (!interrupted.aborted) await session.world.sleep(every);
  }
  return 'all';
}

/** One memory for all rounds. */
function portsOf({ source, channel, knownSince }: PollOptions, ocp: Ocp, { relay, world }: Session): PollPorts {
  return {
    ocp,
    memory: createPollMemory({
      readLedger: () => readKnownFiring(relay, source, knownSince(world.now())),
      now: world.now,
    }),
    tell: async (alerts) => {
      await relay({ method: 'POST', path: '/v1/alerts/ocp', query: { source, channel }, body: { alerts } });
    },
    pause: () => world.sleep(PAUSE_MS),
    turns: createTurns(random),
  };
}

async function round(ports: PollPorts, session: Session): Promise<'all' | 'not-all'> {
  const result = await pollOcp(ports);
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

const TIMES = '30m, 2h, 7d ago, or 2026-11-21T10:00:00+08:00';

/** A time is refused at once, and a span counted from when it is used. */
function readSince(text: string): (nowMs: number) => string {
  parseTime(text, 0);
  return (nowMs) => parseTime(text, nowMs);
}

/** OCP evaluates its rules about once a minute: to ask more often brings nothing. */
const LEAST_MS = 10_000;
const MOST_MS = 3_600_000;

function readEvery(text: string): number {
  const span = parseSpan(text);
  if (span !== undefined && span >= LEAST_MS && span <= MOST_MS) return span;
  throw new InvalidArgumentError('It must be a span from 10s to 1h, as 60s.');
}
