import { LEVELS, type Level } from '#shared/alert/level.ts';
import { matchDeliveries, type SeenMessage } from './match-deliveries.ts';
import { percentile } from './percentile.ts';
import type { DeliveryRow, LedgerRow } from './relay-client.ts';
import type { AcceptedPair } from './tally.ts';

/** What became of the alerts accepted for one channel. */
export interface ChannelAccount {
  readonly channel: string;
  readonly accepted: number;
  readonly delivered: number;
  readonly suppressed: number;
  readonly dead: number;
  readonly waiting: number;
  /** Accepted, and neither in a message that reached the group nor accounted for otherwise. */
  readonly lost: number;
  /** Ids of the first lost ones, for whoever has to look into it. */
  readonly lostIds: readonly string[];
}

/** How long alerts of a level took from their sender to the group. */
export interface LevelLatency {
  readonly level: Level;
  readonly alerts: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** All that the account is drawn from. */
export interface Evidence {
  readonly accepted: readonly AcceptedPair[];
  readonly rows: readonly LedgerRow[];
  readonly deliveries: readonly DeliveryRow[];
  /** What each group received, by channel. */
  readonly messages: Readonly<Record<string, readonly SeenMessage[]>>;
  /** Alerts that nobody is to be told of. */
  readonly maskedIds: readonly string[];
}

type Fate = 'delivered' | 'suppressed' | 'dead' | 'waiting' | 'lost';

interface Told {
  readonly pair: AcceptedPair;
  readonly fate: Fate;
  readonly level: Level;
  /** From sending to the first message with it, ms. */
  readonly tookMs?: number;
}

function fateOf(
  pair: AcceptedPair,
  row: LedgerRow | undefined,
  arrivedAt: ReadonlyMap<string, number>,
  masked: boolean,
): Told {
  if (row === undefined) return { pair, fate: 'lost', level: 'info' };
  const { level, state } = row;
  if (state === 'dead' || state === 'waiting') return { pair, fate: state, level };
  // Suppressing what was not masked would be a loss with a nicer name.
  if (state === 'suppressed') return { pair, fate: masked ? 'suppressed' : 'lost', level };
  const times = row.deliveries.map((id) => arrivedAt.get(id)).filter((at) => at !== undefined);
  if (times.length === 0) return { pair, fate: 'lost', level };

  return { pair, fate: 'delivered', level, tookMs: Math.min(...times) - pair.sentAtMs };
}

/** Finds the fate of every accepted alert: a delivery counts only when its message reached the group. */
function fates(evidence: Evidence): readonly Told[] {
  const rows = new Map(evidence.rows.map((row) => [JSON.stringify([row.id, row.channel]), row]));
  const arrivedAt = new Map(
    Object.entries(evidence.messages).flatMap(([channel, messages]) => [
      ...matchDeliveries(
        evidence.deliveries.filter((delivery) => delivery.channel === channel),
        messages,
      ),
    ]),
  );

  return evidence.accepted.map((pair) =>
    fateOf(pair, rows.get(JSON.stringify([pair.id, pair.channel])), arrivedAt, evidence.maskedIds.includes(pair.id)),
  );
}

function accountOf(channel: string, told: readonly Told[]): ChannelAccount {
  const own = told.filter(({ pair }) => pair.channel === channel);
  const count = (fate: Fate): number => own.filter((one) => one.fate === fate).length;
  const lostIds = own.filter(({ fate }) => fate === 'lost').map(({ pair }) => pair.id);

  return {
    channel,
    accepted: own.length,
    delivered: count('delivered'),
    suppressed: count('suppressed'),
    dead: count('dead'),
    waiting: count('waiting'),
    lost: lostIds.length,
    lostIds: lostIds.slice(0, 10),
  };
}

function latencyOf(level: Level, told: readonly Told[]): LevelLatency | undefined {
  const took = told
    .filter((one) => one.level === level)
    .flatMap(({ tookMs }) => (tookMs === undefined ? [] : [tookMs]));
  const [p50Ms, p99Ms] = [percentile(took, 0.5), percentile(took, 0.99)];

  return p50Ms === undefined || p99Ms === undefined ? undefined : { level, alerts: took.length, p50Ms, p99Ms };
}

/** The account of a run. */
export interface Account {
  readonly channels: readonly ChannelAccount[];
  readonly latencies: readonly LevelLatency[];
}

/** Draws the account from what the senders were told, what the relay recorded and what the groups received. */
export function drawAccount(evidence: Evidence): Account {
  const told = fates(evidence);

  return {
    channels: Object.keys(evidence.messages).map((channel) => accountOf(channel, told)),
    latencies: LEVELS.map((level) => latencyOf(level, told)).filter((latency) => latency !== undefined),
  };
}
