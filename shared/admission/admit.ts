import type { Alert } from '../alert/alert.ts';
import { levelNumber } from '../alert/level.ts';
import type { Channel } from '../channels/channel.ts';
import type { BatchedAlert } from '../receiving/receive.ts';
import { admitRecovery } from './admit-recovery.ts';
import { aggregationKey } from './aggregation-key.ts';
import type { Admitted, AlertStore, Arrival, Refused } from './alert-store.ts';
import { decodeBrief, encodeBrief } from './brief.ts';
import { packContent } from './content.ts';
import { dueClass } from './due.ts';
import { decideFlapping, dueOf, flappingQuietMs } from './flapping.ts';

/** What became of one alert in one channel at admission. */
export type Admission =
  | { readonly kind: 'admitted'; readonly admitted: Admitted }
  /** A late copy, or a twin's recovery: what it says is already known. */
  | { readonly kind: 'merged' }
  | { readonly kind: 'suppressed'; readonly reason: SuppressedReason };

/** Why an accepted alert is not sent. */
export type SuppressedReason =
  | 'masked-at-source-silenced'
  | 'masked-at-source-inhibited'
  | 'channel-disabled'
  | 'channel-deleted'
  | 'recovery-off';

/** Stores one alert in one channel: a single write, two when its status, episode or level changes. */
export async function admit(
  entry: BatchedAlert,
  channel: Channel,
  store: AlertStore,
  nowMs: number,
): Promise<Admission> {
  const arrival = await arrivalOf(entry, channel, store, nowMs);
  const suppressed = suppressedReason(entry.alert, channel);
  if (suppressed !== undefined) {
    await store.suppress(arrival, suppressed);
    return { kind: 'suppressed', reason: suppressed };
  }

  const result = await write(arrival, channel, store);
  return result === 'refused'
    ? { kind: 'merged' }
    : { kind: 'admitted', admitted: await damped(result, arrival, channel, store) };
}

/** Why an alert is recorded but not sent in this channel, if so. */
export function suppressedReason(alert: Alert, channel: Channel): SuppressedReason | undefined {
  if (alert.masked !== undefined) return `masked-at-source-${alert.masked}`;
  return channel.enabled ? undefined : 'channel-disabled';
}

/**
 * The likeliest state first. Each step's condition names the state it is for,
 * so whatever another receiver did in between, at most one of them applies.
 */
async function write(arrival: Arrival, channel: Channel, store: AlertStore): Promise<Admitted | Refused> {
  if (arrival.status === 'resolved' && channel.message.recovery) return admitRecovery(arrival, store);
  const steps =
    arrival.status === 'firing'
      ? [store.fire, store.raise, store.refire]
      : [
          store.recoverQuietly,
          suppressUnseen(store),
          // Without a start time nothing tells a newer episode's end from the same one again.
          ...(arrival.episode === undefined ? [] : [store.endNewerQuietly]),
          // Once more: the firing may have come between the first two.
          store.recoverQuietly,
        ];
  for (const step of steps) {
    const result = await step(arrival);
    if (result !== 'refused') return result;
  }

  return 'refused';
}

/**
 * Moves the due time of what goes back and forth. Where that is refused the
 * change was told or changed again meanwhile, and stays as it was written.
 */
async function damped(
  admitted: Admitted,
  { channel: name, fingerprint, nowMs }: Arrival,
  channel: Channel,
  store: AlertStore,
): Promise<Admitted> {
  const { version, madeDue: from, changes } = admitted;
  if (from === undefined || changes === undefined) return admitted;
  const decision = decideFlapping(changes, flappingQuietMs(channel), nowMs);
  if (decision.kind === 'steady') return admitted;

  const to = dueOf(decision, from);
  const marked = await store.markFlapping({ channel: name, fingerprint, version, from, to, run: decision.run });
  return marked === 'refused' ? admitted : { ...admitted, madeDue: to };
}

function suppressUnseen(store: AlertStore): AlertStore['recoverQuietly'] {
  return (arrival) => store.suppressUnseen(arrival, 'recovery-off' satisfies SuppressedReason);
}

async function arrivalOf(
  { alert, fingerprint, receipts }: BatchedAlert,
  channel: Channel,
  store: AlertStore,
  nowMs: number,
): Promise<Arrival> {
  const level = levelNumber(alert.level);
  const brief = encodeBrief(alert, aggregationKey(alert, channel.aggregation.groupBy));
  const newDueAtMs =
    alert.status === 'firing' ? await dueWhenNew(channel, decodeBrief(brief).group, store, nowMs) : nowMs;

  return {
    channel: channel.name,
    fingerprint,
    status: alert.status,
    ...(alert.activeAt === undefined ? {} : { episode: new Date(alert.activeAt).toISOString() }),
    level,
    receipts,
    brief,
    content: packContent(alert),
    nowMs,
    due: { class: dueClass(alert.status, level), atMs: newDueAtMs },
  };
}

/**
 * When an alert is due that is new: at once, unless the channel lets a group's
 * first alert wait for company, or holds what is new of a group just told.
 * Only such channels pay for looking at the group.
 */
async function dueWhenNew(
  { name, aggregation }: Channel,
  group: string,
  store: AlertStore,
  nowMs: number,
): Promise<number> {
  const waitMs = aggregation.firstWaitSeconds * 1000;
  if (!aggregation.enabled || (waitMs === 0 && !aggregation.holdNew)) return nowMs;

  const heldUntilMs = (await store.groupQuietUntil(name, group)) ?? 0;
  if (heldUntilMs > nowMs) return heldUntilMs;
  // The first of its group: those that come meanwhile wait with it, and no longer than it.
  if (waitMs > 0) await store.holdGroup(name, group, nowMs + waitMs);
  return nowMs + waitMs;
}
