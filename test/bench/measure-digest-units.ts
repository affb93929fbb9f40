import type { ParsedAlert } from '#shared/alert/alert.ts';
import { aChannel } from '#test/builders/channel.ts';
import { startMeteredHarness } from './metered-harness.ts';
import { seededRandom } from './storm/seeded-random.ts';
import { stormTraffic } from './storm/traffic.ts';

/** What telling many alerts at once costs, units of all of them together, from receipt to the last acknowledgement. */
export interface DigestUnits {
  readonly alerts: number;
  readonly write: number;
  readonly read: number;
  /** Bytes of one alert's entry in the index, as a look reads it. */
  readonly entryBytes: number;
}

/** Alerts of one request. */
const CHUNK = 2_000;
const CHANNEL = aChannel();

/** So many different alerts, all due at the same time, told in one digest. */
export async function measureDigest(alerts: number): Promise<DigestUnits> {
  const harness = await startMeteredHarness([CHANNEL]);
  const { relay } = harness;
  try {
    const all = stormAlerts(alerts);
    const { write, read, requests } = await harness.cost(async () => {
      for (let at = 0; at < all.length; at += CHUNK) await relay.receive(all.slice(at, at + CHUNK));
      // Each request brings its wake-up; on AWS they are joined (coalesced-wake-ups.ts), and here one is enough.
      relay.loseWakeUps();
      await relay.ports.wakeUps.schedule({ lane: CHANNEL.robots[0].webhookId }, relay.now());
      await relay.runFor(60_000);
    });
    if (relay.seen.length !== 1) throw new Error(`${relay.seen.length} messages, not one digest`);
    const looks = requests.filter(({ what }) => what === 'Query due');
    const bytes = looks.reduce((sum, one) => sum + one.bytes, 0);

    return { alerts, write, read, entryBytes: bytes / alerts };
  } finally {
    await relay.stop();
  }
}

/** What a look everywhere reads in a lane of one channel where nothing is due: a query a class and shard. */
export async function measureEmptyLook(): Promise<number> {
  const harness = await startMeteredHarness([CHANNEL]);
  try {
    const lane = CHANNEL.robots[0].webhookId;
    const { requests } = await harness.cost(async () => {
      await harness.relay.ports.wakeUps.schedule({ lane }, harness.relay.now());
      await harness.relay.runFor(1_000);
    });
    return requests.filter(({ what }) => what === 'Query due').reduce((sum, { read }) => sum + read, 0);
  } finally {
    await harness.relay.stop();
  }
}

/** The alerts of the storms, as the receiver takes them. */
export function stormAlerts(count: number): readonly ParsedAlert[] {
  const storm = { alerts: count, overMs: 1, channels: 1, downs: 'two-percent' } as const;
  return stormTraffic(storm, seededRandom(1)).map(({ body }) => ({ ...JSON.parse(body), status: 'firing' }));
}
