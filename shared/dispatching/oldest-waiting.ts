import type { OverdueMark } from '../admission/alert-store.ts';
import type { Channel } from '../channels/channel.ts';
import { MAX_GAP_MS } from '../pacing/quota.ts';

const HOUR_MS = 3_600_000;
/** The longest day there is, when clocks go back, ms. */
const DAY_MS = 25 * HOUR_MS;

/**
 * For how long the oldest of what is overdue has waited that nothing held on
 * purpose, ms; 0 when nothing has. The figure that says whether alerts reach
 * people: a channel that may send 10 messages an hour is not in trouble when its
 * 11th waits for the next.
 */
export function oldestWaitingMs(overdue: readonly OverdueMark[], channels: readonly Channel[], nowMs: number): number {
  const byName = new Map(channels.map((channel) => [channel.name, channel]));

  return overdue.reduce((oldestMs, mark) => {
    const channel = byName.get(mark.channel);
    return channel === undefined ? oldestMs : Math.max(oldestMs, nowMs - mark.dueAtMs - heldOnPurposeMs(mark, channel));
  }, 0);
}

/** The longest that a channel's own settings may hold what is due, ms. */
function heldOnPurposeMs(mark: OverdueMark, { limits }: Channel): number {
  const hasQuota = limits.monthlyQuota !== null || limits.quotaPool !== undefined;

  return Math.max(
    limits.perDay === null ? 0 : DAY_MS,
    limits.perHour === null ? 0 : HOUR_MS,
    // Near its end a quota holds all but `down` and `critical`.
    hasQuota && mark.class === 2 ? MAX_GAP_MS : 0,
  );
}
