import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { type Account, drawAccount } from './account.ts';
import { calmAct } from './calm-act.ts';
import { MASKED_IDS } from './calm-cast.ts';
import { channelInputs, DEMO_GROUPS, ROBOT_LATENCY } from './groups.ts';
import { play } from './play.ts';
import { Progress, type ProgressOutput } from './progress.ts';
import { progressLine } from './progress-line.ts';
import { type RelayAccess, RelayClient } from './relay-client.ts';
import { STORM_MS, stormAct } from './storm-act.ts';
import { Tally } from './tally.ts';
import { judgeRun } from './verdict.ts';

/** When the storm begins, ms after the demo. */
const STORM_AT_MS = 18_000;
/** When the demo stops waiting for messages, ms after its beginning. */
const DEADLINE_MS = 105_000;
/** How often the relay is asked what still waits, ms. */
const POLL_MS = 1_000;

/** A relay under test, and how to stop it. */
export interface DemoRelay {
  readonly access: RelayAccess;
  close(): Promise<void>;
}

/** What a demo run needs. */
export interface DemoOptions {
  /** Starts the relay; it may post to webhooks on this `host:port`. */
  startRelay(webhookHost: string): Promise<DemoRelay>;
  readonly output: ProgressOutput;
  /** Called with the running parts, before the traffic begins. */
  onReady(relayUrl: string, sandboxUrl: string): void;
}

/** All that came of a run. */
export interface DemoRun {
  readonly account: Account;
  readonly problems: readonly string[];
  readonly sandbox: Sandbox;
  /** When the storm began, ms since the epoch. */
  readonly stormAtMs: number;
  readonly tookMs: number;
  close(): Promise<void>;
}

/** Plays both acts, shows progress once a second, and waits until nothing waits any more. */
async function playAll(client: RelayClient, sandbox: Sandbox, tally: Tally, progress: Progress): Promise<number> {
  const startMs = Date.now();
  const elapsed = (): number => Date.now() - startMs;
  const show = (waiting?: number): void =>
    progress.update(progressLine(elapsed(), tally, sandbox.groups, phaseAt(elapsed()), waiting), Date.now());
  const ticking = setInterval(show, POLL_MS);
  const requests = [...calmAct(startMs), ...stormAct(startMs, STORM_AT_MS)];
  await play(requests, startMs, client, tally, (atMs, line) =>
    progress.say(`${(atMs / 1_000).toFixed(1).padStart(6)} s  ${line}`),
  );
  clearInterval(ticking);
  while (elapsed() < DEADLINE_MS) {
    const waiting = (await client.alerts('waiting')).length;
    show(waiting);
    if (waiting === 0) break;
    await sleep(POLL_MS);
  }
  progress.end();

  return startMs;
}

function phaseAt(elapsedMs: number): string {
  if (elapsedMs < STORM_AT_MS) return 'calm';

  return elapsedMs < STORM_AT_MS + STORM_MS ? 'storm' : 'draining';
}

async function evidence(client: RelayClient, sandbox: Sandbox, tally: Tally): Promise<Account> {
  const [rows, deliveries] = await Promise.all([client.alerts(), client.deliveries()]);
  const messages = Object.fromEntries(
    DEMO_GROUPS.map(({ channel, group }) => [channel, sandbox.group(group.token).messages]),
  );

  return drawAccount({ accepted: [...tally.accepted.values()], rows, deliveries, messages, maskedIds: MASKED_IDS });
}

/** Starts the groups and the relay, plays the traffic, and draws the account. */
export async function runDemo(options: DemoOptions): Promise<DemoRun> {
  const sandbox = await startSandbox({ groups: DEMO_GROUPS.map(({ group }) => group) });
  for (const { settings } of sandbox.groups) sandbox.setFault(settings.token, ROBOT_LATENCY);
  const relay = await options.startRelay(sandbox.host);
  const client = new RelayClient(relay.access);
  for (const channel of channelInputs(sandbox.webhookUrl)) await client.createChannel(channel);
  options.onReady(relay.access.url, sandbox.url);

  const tally = new Tally();
  const startMs = await playAll(client, sandbox, tally, new Progress(options.output));
  const account = await evidence(client, sandbox, tally);
  const robots = sandbox.groups.map(({ counters }) => counters);

  return {
    account,
    problems: judgeRun(account, robots, tally.notAccepted),
    sandbox,
    stormAtMs: startMs + STORM_AT_MS,
    tookMs: Date.now() - startMs,
    close: async () => {
      await relay.close();
      await sandbox.close();
    },
  };
}
