import { TABLE_SCHEMA } from '#shared/adapters/dynamodb/table-schema.ts';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import { ALERTS } from '../alerts-of-800-bytes.ts';
import type { Bundle } from '../bundles.ts';
import { itemBytes } from '../capacity-units.ts';
import { MONTH_DAYS, STORED_ITEM_OVERHEAD_BYTES } from './assumptions.ts';
import type { Stored } from './bill.ts';
import { startDeployment } from './deployment.ts';
import { metricsIn } from './emitted-metrics.ts';
import type { StandIn } from './stand-in.ts';
import { type Post, Traffic, type Usage } from './traffic.ts';

/** What some alerts made the services do and keep. */
export interface Played {
  readonly title: string;
  readonly alerts: number;
  readonly usage: Usage;
  readonly stored: Stored;
}

/** A million alerts in a month, evenly: one in so many ms. */
const EVERY_MS = (MONTH_DAYS * 24 * 3600_000) / 1_000_000;
/** Robots that share them, so that each has room for every alert in a message of its own. */
const CHANNELS = 6;
/** Alerts that go before those that count: a function that just started is slower and asks for more. */
const WARM_UP = 300;
const COUNTED = 600;
const MINUTE = 60_000;
const SWEEPS = 60;
const QUIET_MS = 10 * MINUTE;
/** Days that alerts and attempts are kept (acknowledge-message.ts, ledger.ts). */
const ALERT_DAYS = 30;
const ATTEMPT_DAYS = 90;

type Play = (bundles: readonly Bundle[]) => Promise<Played>;

/** New alerts, one in each request, each told in a message of its own. */
export const playNew: Play = (bundles) =>
  played('new alerts, one in each request, each told in a message of its own', bundles, (traffic, startMs) => {
    const post = (at: number): Post => ({
      atMs: startMs + at * EVERY_MS,
      channel: `c${at % CHANNELS}`,
      alerts: [alertNumber(at)],
    });
    const justAfter = (last: number) => startMs + (last + 0.5) * EVERY_MS;

    return {
      before: () => traffic.play(range(0, WARM_UP).map(post), justAfter(WARM_UP - 1)),
      counted: () => traffic.play(range(WARM_UP, WARM_UP + COUNTED).map(post), justAfter(WARM_UP + COUNTED - 1)),
      alerts: COUNTED,
    };
  });

/** Repeats of alerts told before, until the end of their quiet time. */
export const playRepeats: Play = (bundles) =>
  playRepeated('repeated alerts, one in each request', bundles, 1, 'receipt');

/** The same, as a sender that puts 20 alerts into a request. */
export const playBatches: Play = (bundles) =>
  playRepeated('repeated alerts, 20 in each request', bundles, 20, 'receipt');

/** Alerts repeated each minute, with the messages that tell so: one for ten repeats. */
export const playRetold: Play = (bundles) =>
  playRepeated('alerts repeated every minute, with a message about each every ten minutes', bundles, 1, 'told');

/** An hour in which no alert comes: the sweep of every minute, and the custom metrics it writes. */
export async function playIdle(
  bundles: readonly Bundle[],
  channels: number,
): Promise<{ readonly sweeps: { readonly usage: Usage; readonly count: number }; readonly metrics: number }> {
  const deployment = await startDeployment(bundles, channels);
  try {
    const traffic = new Traffic(deployment);
    const startMs = Date.now();
    const sweeps = async (from: number, until: number): Promise<void> => {
      for (const at of range(from, until)) await traffic.sweep(startMs + at * MINUTE);
    };
    await sweeps(0, 10);
    traffic.take();
    await sweeps(10, 10 + SWEEPS);
    const { usage, log } = traffic.take();

    return { sweeps: { usage, count: SWEEPS }, metrics: metricsIn(log).size };
  } finally {
    await deployment.stop();
  }
}

function playRepeated(title: string, bundles: readonly Bundle[], batch: number, until: 'receipt' | 'told') {
  return played(title, bundles, async (traffic, startMs) => {
    // Another alert repeats for a while before: a process runs faster when it knows its way.
    const warmUp = range(0, WARM_UP).map((at) => ({
      atMs: startMs - 4 * QUIET_MS + at * EVERY_MS,
      channel: 'c0',
      alerts: [alertNumber(-1)],
    }));
    // As many alerts as repeat every minute at this rate.
    const alerts = range(0, Math.round(MINUTE / EVERY_MS / batch) * batch).map(alertNumber);
    const rounds = alerts.length / batch;
    const post = (at: number): Post => ({
      atMs: startMs + at * EVERY_MS * batch,
      channel: `c${(at % rounds) % CHANNELS}`,
      alerts: alerts.slice((at % rounds) * batch, ((at % rounds) + 1) * batch),
    });
    // They are told, and repeated once, before those that count.
    const first = range(0, 2 * rounds).map(post);
    const firstMs = first.at(-1)?.atMs ?? startMs;
    const minutes = until === 'told' ? (2 * QUIET_MS) / MINUTE : QUIET_MS / MINUTE - 3;
    const counted = range(2 * rounds, (2 + minutes) * rounds).map(post);

    return {
      async before() {
        await traffic.play(warmUp, startMs - MINUTE);
        await traffic.play(first, firstMs);
      },
      counted: () => traffic.play(counted, firstMs + minutes * MINUTE),
      alerts: counted.length * batch,
    };
  });
}

interface Plan {
  before(): Promise<void>;
  counted(): Promise<void>;
  /** How many alerts come in what is counted. */
  readonly alerts: number;
}

async function played(
  title: string,
  bundles: readonly Bundle[],
  planFor: (traffic: Traffic, startMs: number) => Plan | Promise<Plan>,
): Promise<Played> {
  const deployment = await startDeployment(bundles, CHANNELS);
  try {
    const traffic = new Traffic(deployment);
    const plan = await planFor(traffic, Date.now() + MINUTE);
    await plan.before();
    traffic.take();
    const before = keptGigabyteMonths(deployment.standIn);
    await plan.counted();
    const gigabyteMonths = keptGigabyteMonths(deployment.standIn) - before;

    const { usage, log } = traffic.take();
    const trouble = log.find((line) => /"level":"(warn|error)"/i.test(line));
    if (trouble !== undefined) throw new Error(`not what was to be measured: ${trouble}`);

    return { title, alerts: plan.alerts, usage, stored: { gigabyteMonths } };
  } finally {
    await deployment.stop();
  }
}

/** What the alerts and attempts in the table take until they expire. */
function keptGigabyteMonths({ table }: StandIn): number {
  const months = { A: ALERT_DAYS / MONTH_DAYS, D: ATTEMPT_DAYS / MONTH_DAYS };
  return table.store.scan().reduce((sum, item) => {
    const kind = item[TABLE_SCHEMA.partitionKey]?.S?.[0];
    const kept = kind === 'A' || kind === 'D' ? months[kind] : 0;
    return sum + ((itemBytes(item) + STORED_ITEM_OVERHEAD_BYTES) * kept) / 1e9;
  }, 0);
}

/** One of the alerts of 800 bytes, as one of its own. */
function alertNumber(at: number): ParsedAlert {
  // Our own format has no field for a group.
  const { group: _group, ...alert } = (ALERTS[Math.abs(at) % ALERTS.length] ?? ALERTS[0]).alert;
  return { ...alert, id: `alert-${at}`, target: `host-${at}` };
}

function range(from: number, until: number): readonly number[] {
  return Array.from({ length: until - from }, (_, at) => from + at);
}
