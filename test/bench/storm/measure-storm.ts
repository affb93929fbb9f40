import { setTimeout as sleep } from 'node:timers/promises';
import type { Counters } from '#local/sandbox/chat-record.ts';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { type RelayUnderTest, startRelay } from '#test/e2e/relay.ts';
import { drawAccount, type StormAccount } from './account.ts';
import { type LedgerRow, readDeliveries, readLedger } from './relay-reader.ts';
import { peakMegabytes, residentMegabytes } from './resident-memory.ts';
import { seededRandom } from './seeded-random.ts';
import { nothingSent, type Sent, sendStorm } from './send-storm.ts';
import { channelNames, stormTraffic } from './traffic.ts';
import type { StormVariant } from './variants.ts';

/** What a storm came to. */
export interface StormResult extends StormAccount {
  readonly variant: StormVariant;
  /** Alerts that no sender got a success for, with the first reasons. */
  readonly notAccepted: readonly string[];
  readonly slowestAnswerMs: number;
  readonly robot: Counters;
  /** The relay's largest memory while the storm was told, MB; undefined where the system does not say. */
  readonly peakMegabytes: number | undefined;
  /** What the relay complained of. */
  readonly complaints: readonly string[];
}

/** How often progress is said, ms. */
const PROGRESS_MS = 10_000;
/** After the last alert everything must be told: a broken run must end too. */
const DRAIN_MS = 90_000;
/** An alert is acknowledged this long after its message was recorded, at most, ms. */
const SETTLE_MS = 30_000;
const TOKEN = 'fake-token-of-bench';

/** ms since the epoch by the monotonic clock: senders and robots are in this process and share it. */
const now = (): number => performance.timeOrigin + performance.now();

interface Scene {
  readonly variant: StormVariant;
  readonly sandbox: Sandbox;
  readonly relay: RelayUnderTest;
  readonly sent: Sent;
}

/** Plays one storm against a relay of its own. `say` takes lines of progress. */
export async function measureStorm(
  variant: StormVariant,
  seed: number,
  say: (line: string) => void,
): Promise<StormResult> {
  const group = { product: variant.product, name: variant.name, token: TOKEN };
  const sandbox = await startSandbox({ groups: [group], now });
  const { from, to } = variant.robotMs;
  sandbox.setFault(TOKEN, { kind: 'latency', ms: from, jitterMs: to - from, seed });
  const relay = await startRelay(sandbox.host);
  try {
    const robots = [{ name: '1', webhookUrl: sandbox.webhookUrl(TOKEN) }];
    for (const name of channelNames(variant)) await relay.client.createChannel({ name, type: variant.product, robots });

    return await play({ variant, sandbox, relay, sent: nothingSent() }, seed, say);
  } finally {
    await relay.stop();
    await sandbox.close();
  }
}

async function play(scene: Scene, seed: number, say: (line: string) => void): Promise<StormResult> {
  const { variant, relay, sandbox, sent } = scene;
  const traffic = stormTraffic(variant, seededRandom(seed));
  const fromMs = now();
  const ticking = setInterval(() => void progress(scene, fromMs).then(say), PROGRESS_MS);
  try {
    await sendStorm(traffic, sent, {
      now,
      post: ({ channel, body }) => relay.client.post(`/v1/alerts?channel=${channel}`, body),
    });
    await drain(scene);
  } finally {
    clearInterval(ticking);
  }
  // Before the ledger is read, which no storm does.
  const peak = await peakMegabytes(relay.pid);
  const rows = await toldLedger(scene);
  const deliveries = await readDeliveries(relay.url);
  const { messages, counters } = sandbox.group(TOKEN);

  return {
    ...drawAccount({ traffic, acceptedAtMs: sent.acceptedAtMs, rows, deliveries, messages }),
    variant,
    notAccepted: [...sent.refused].map(([id, why]) => `${id}: ${why}`),
    slowestAnswerMs: sent.slowestAnswerMs,
    robot: counters,
    peakMegabytes: peak,
    complaints: relay.log().filter((line) => /"level":"(WARN|ERROR)"/i.test(line)),
  };
}

async function progress({ relay, sandbox, sent }: Scene, fromMs: number): Promise<string> {
  const { delivered, throttled } = sandbox.group(TOKEN).counters;
  const memory = await residentMegabytes(relay.pid);
  const told = memory === undefined ? '' : `, the relay has ${Math.round(memory)} MB`;
  const seconds = Math.round((now() - fromMs) / 1_000);

  return `${seconds} s: ${sent.sent} sent, ${sent.acceptedAtMs.size} accepted, ${delivered} messages, ${throttled} throttled${told}`;
}

/** Waits until as many alerts are in recorded messages as were accepted, or the time is up. */
async function drain({ relay, sent }: Scene): Promise<void> {
  const untilMs = now() + DRAIN_MS;
  const told = async (): Promise<number> =>
    (await readDeliveries(relay.url))
      .filter(({ outcome, kind }) => outcome === 'delivered' && kind !== 'mention')
      .reduce((sum, { alertCount }) => sum + alertCount, 0);
  while (now() < untilMs && (await told()) < sent.acceptedAtMs.size) await sleep(500);
}

/**
 * The ledger once every accepted alert is in a message and acknowledged, or
 * the time is up. One that a sender repeated, because its answer came late, may
 * be told and wait at the same time: for the end of its quiet window.
 */
async function toldLedger({ relay, sent }: Scene): Promise<readonly LedgerRow[]> {
  const untilMs = now() + SETTLE_MS;
  for (;;) {
    const rows = await readLedger(relay.url);
    const told = rows.filter(({ id, deliveries }) => deliveries.length > 0 && sent.acceptedAtMs.has(id)).length;
    if (told >= sent.acceptedAtMs.size || now() > untilMs) return rows;
    await sleep(1_000);
  }
}
