import type { Channel, ChannelRobot } from '../channels/channel.ts';
import { isUnknown } from '../channels/robot-identity.ts';
import { adviceFor, adviceForRecord } from '../delivery/advice.ts';
import type { Delivery } from '../delivery/ledger.ts';
import type { Outcome } from '../delivery/outcome.ts';
import { adviceOnNames } from '../delivery/secret-advice.ts';
import type { Lane } from './lane.ts';
import { channelsWith, limitOf } from './lane-limit.ts';
import { limitNow } from './learned-limit.ts';
import { decideQuota, poolLimit, quotaMonth, quotaPoolOf } from './quota.ts';
import type { QuotaCount } from './quota-store.ts';
import { recentSlots } from './send-window.ts';

/** How a robot does. `healthy` robots need nobody. */
export type RobotHealth = 'healthy' | 'muted' | 'misconfigured' | 'failing';

/** State of one robot in one channel; never its URL. Times in ms. */
export interface RobotStatus {
  readonly channel: string;
  readonly robot: string;
  readonly sentLastMinute: number;
  /** What counts now: the smallest of the channels that use it, or less after a throttle nobody expected. */
  readonly limit: number;
  readonly mutedUntil: number | null;
  /** Of the quota pool where the channel is in one, else of this robot. */
  readonly monthCount: number;
  readonly monthlyQuota: number | null;
  readonly quotaPool: string | null;
  readonly health: RobotHealth;
  /** Since when nothing could be sent through it; null while it works. */
  readonly since: number | null;
  /** What to do about it; empty when nothing. */
  readonly advice: string;
}

/** What is known of a robot beside its lane. */
export interface RobotSurroundings {
  /** All channels there are; some may share the robot or its quota. */
  readonly channels: readonly Channel[];
  /** The month of the channel's quota pool, when it is in one. */
  readonly quota?: QuotaCount;
  /** The last attempt through this robot that failed; only a failing robot's is asked for. */
  readonly lastFailure?: Pick<Delivery, 'outcome' | 'reason'>;
}

/** What is known of a robot now. */
export function robotStatus(
  channel: Channel,
  robot: ChannelRobot,
  lane: Lane,
  around: RobotSurroundings,
  nowMs: number,
): RobotStatus {
  const pool = quotaPoolOf(channel);
  const quota = { used: monthCount(lane, nowMs), ...around.quota };
  const limit = pool === undefined ? null : poolLimit(pool, [channel, ...around.channels]);
  const gone = decideQuota({ ...quota, limit }, nowMs).kind === 'gone' ? 'gone' : 'left';
  // Known before anything is tried: its secret was never there.
  const missing = isUnknown(robot) ? ({ misconfigured: 'secret-missing' } as const) : {};
  const judged = { ...lane, ...missing };
  const health = healthOf(judged, nowMs);

  return {
    channel: channel.name,
    robot: robot.name,
    // The window's slack is for pacing; people count sixty seconds.
    sentLastMinute: recentSlots(lane.slots, nowMs).filter((at) => at > nowMs - 60_000).length,
    limit: limitNow(lane, limitOf([channel, ...channelsWith(lane.id, around.channels)]), nowMs),
    mutedUntil: lane.mutedUntil !== undefined && lane.mutedUntil > nowMs ? lane.mutedUntil : null,
    monthCount: quota.used,
    monthlyQuota: limit,
    quotaPool: channel.limits.quotaPool ?? null,
    health,
    since: health === 'healthy' ? null : (lane.troubleSince ?? null),
    advice: adviceOf(health, gone, judged, around.lastFailure, { channel, robot }, nowMs),
  };
}

/** How a robot does by its lane alone. */
export function healthOf(lane: Lane, nowMs: number): RobotHealth {
  if (lane.misconfigured !== undefined) return 'misconfigured';
  if (lane.mutedUntil !== undefined && lane.mutedUntil > nowMs) return 'muted';
  return lane.failures > 0 ? 'failing' : 'healthy';
}

function monthCount({ month, monthCount }: Lane, nowMs: number): number {
  return month === quotaMonth(nowMs) ? monthCount : 0;
}

function adviceOf(
  health: RobotHealth,
  quota: 'gone' | 'left',
  lane: Lane,
  lastFailure: RobotSurroundings['lastFailure'],
  { channel, robot }: { readonly channel: Channel; readonly robot: ChannelRobot },
  nowMs: number,
): string {
  const { language } = channel.message;
  switch (health) {
    case 'healthy':
      return quota === 'gone' ? adviceFor({ kind: 'misconfigured', reason: 'quota' }, language) : '';
    case 'muted': {
      const retryAfterMs = (lane.mutedUntil ?? nowMs) - nowMs;
      return adviceFor({ kind: 'throttled', reason: 'robot-rate', retryAfterMs }, language);
    }
    case 'misconfigured': {
      const outcome: Outcome = { kind: 'misconfigured', reason: lane.misconfigured ?? 'security' };
      return adviceOnNames(outcome, robot.secretRef, language) ?? adviceFor(outcome, language);
    }
    case 'failing':
      return adviceForRecord(lastFailure ?? { outcome: 'unreachable', reason: 'network' }, language);
    default:
      return health satisfies never;
  }
}
