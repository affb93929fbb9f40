import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { type Account, drawAccount } from './account.ts';
import { MASKED_IDS } from './calm-cast.ts';
import { channelInputs, DEMO_GROUPS, ROBOT_LATENCY } from './groups.ts';
import { perform } from './perform.ts';
import { Progress, type ProgressOutput } from './progress.ts';
import { type RelayAccess, RelayClient } from './relay-client.ts';
import type { Tally } from './tally.ts';
import { judgeRun } from './verdict.ts';

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
  /** Length of the run as a share of the real one, for tests; 1 when absent. */
  readonly pace?: number;
  /** Called with where the running parts are, before the traffic begins. */
  onReady(relayUrl: string, sandboxUrl: string): void;
}

/** All that came of a run. Times in ms, the storm's since the epoch. */
export interface DemoRun {
  readonly account: Account;
  /** What went wrong, in words; none is a pass. */
  readonly problems: readonly string[];
  readonly sandbox: Sandbox;
  readonly stormAtMs: number;
  readonly tookMs: number;
}

/** Draws the account from what the relay answers now: its ledger and its deliveries, all pages. */
async function audit(client: RelayClient, sandbox: Sandbox, tally: Tally): Promise<Account> {
  const [rows, deliveries] = await Promise.all([client.alerts(), client.deliveries()]);
  const messages = Object.fromEntries(
    DEMO_GROUPS.map(({ channel, group }) => [channel, sandbox.group(group.token).messages]),
  );

  return drawAccount({ accepted: [...tally.accepted.values()], rows, deliveries, messages, maskedIds: MASKED_IDS });
}

async function runWith(relay: DemoRelay, sandbox: Sandbox, options: DemoOptions): Promise<DemoRun> {
  const client = new RelayClient(relay.access);
  for (const channel of channelInputs(sandbox.webhookUrl)) await client.createChannel(channel);
  options.onReady(relay.access.url, sandbox.url);

  const { groups } = sandbox;
  const progress = new Progress(options.output);
  const { tally, startMs, stormAtMs } = await perform({ client, groups, progress, pace: options.pace ?? 1 });
  const account = await audit(client, sandbox, tally);
  const robots = groups.map(({ counters }) => counters);
  const problems = judgeRun(account, robots, tally.notAccepted);

  return { account, problems, sandbox, stormAtMs, tookMs: Date.now() - startMs };
}

/** Starts the groups and the relay, plays the traffic, draws the account, and stops them again. */
export async function runDemo(options: DemoOptions): Promise<DemoRun> {
  const sandbox = await startSandbox({ groups: DEMO_GROUPS.map(({ group }) => group) });
  try {
    for (const { settings } of sandbox.groups) sandbox.setFault(settings.token, ROBOT_LATENCY);
    const relay = await options.startRelay(sandbox.host);
    try {
      return await runWith(relay, sandbox, options);
    } finally {
      await relay.close();
    }
  } finally {
    await sandbox.close();
  }
}
