import { episodeOf } from '../alert/episode.ts';
import { levelNumber } from '../alert/level.ts';
import type { Channel } from '../channels/channel.ts';
import type { BatchedAlert } from '../receiving/histories.ts';
import type { Terms } from '../routing/terms.ts';
import { aggregationKey } from './aggregation-key.ts';
import type { AlertStore, Arrival } from './alert-store.ts';
import { decodeBrief, encodeBrief } from './brief.ts';
import { packContent } from './content.ts';
import { dueClass } from './due.ts';
import { levelInChannel } from './level-in-channel.ts';
import { silentEnd } from './silent-end.ts';

/** An alert on its way into a channel's outbox. */
export async function arrivalOf(
  { alert: received, fingerprint, receipts }: BatchedAlert,
  channel: Channel,
  store: AlertStore,
  nowMs: number,
  terms: Terms,
): Promise<Arrival> {
  const { window, rule } = terms;
  const alert = { ...received, level: levelInChannel(received, channel) };
  const level = levelNumber(alert.level);
  const episode = episodeOf(alert, nowMs);
  const isQuiet = alert.status === 'resolved' && silentEnd(channel, terms) !== undefined;
  const brief = encodeBrief(
    alert,
    aggregationKey(alert, channel.aggregation.groupBy),
    rule,
    isQuiet ? 'quiet' : 'told',
  );
  const heldUntilMs = window?.kind === 'held' ? window.untilMs : undefined;
  // What waits for a window waits for company too.
  const isNew = alert.status === 'firing' && heldUntilMs === undefined;
  const newDueAtMs = isNew ? await dueWhenNew(channel, decodeBrief(brief).group, store, nowMs) : nowMs;

  return {
    channel: channel.name,
    fingerprint,
    status: alert.status,
    ...(episode === undefined ? {} : { episode }),
    level,
    receipts,
    brief,
    content: packContent(alert),
    nowMs,
    due: { class: dueClass(alert.status, level), atMs: heldUntilMs ?? newDueAtMs },
    ...(heldUntilMs === undefined ? {} : { heldUntilMs }),
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
