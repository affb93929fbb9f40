import type { Channel } from '../channels/channel.ts';
import { countMessage } from '../pacing/channel-caps.ts';
import type { Lane, LaneMessage } from '../pacing/lane.ts';

/** What a message counts for. */
export interface Counting {
  /** Channels it speaks for. */
  readonly told: ReadonlySet<string>;
  /** Alerts of push rules with limits, by channel and the rules' marks. */
  readonly counts: NonNullable<LaneMessage['counts']>;
}

/** The lane's counts with a message, should it be delivered; undefined where no channel has a cap, and no rule limits. */
export function capsAfter(
  { caps }: Pick<Lane, 'caps'>,
  { told, counts }: Counting,
  channels: readonly Channel[],
  nowMs: number,
): Lane['caps'] {
  const counted = channels.flatMap(({ name, limits, message }) => {
    const byRule = counts[name];
    const isCapped = told.has(name) && (limits.perHour !== null || limits.perDay !== null);
    if (byRule === undefined && !isCapped) return [];
    return [[name, countMessage(caps?.[name], message.timeZone, nowMs, byRule)] as const];
  });

  return counted.length === 0 ? caps : { ...caps, ...Object.fromEntries(counted) };
}
