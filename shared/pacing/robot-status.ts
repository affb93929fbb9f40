import type { Channel, ChannelRobot } from '../channels/channel.ts';
import { adviceFor } from '../delivery/advice.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { Lane } from './lane.ts';
import { channelsOn, limitOf } from './lane-limit.ts';
import { recentSlots } from './send-window.ts';

/** How a robot does. `healthy` robots need nobody. */
export type RobotHealth = 'healthy' | 'muted' | 'misconfigured' | 'failing';

/** State of one robot in one channel; never its URL. Times in ms. */
export interface RobotStatus {
  readonly channel: string;
  readonly robot: string;
  readonly sentLastMinute: number;
  readonly limit: number;
  readonly mutedUntil: number | null;
  readonly monthCount: number;
  readonly monthlyQuota: number | null;
  readonly health: RobotHealth;
  /** What to do about it; empty when nothing. */
  readonly advice: string;
}

/** What a robot's lane says of it now; `all` are the channels there are, some of which may share it. */
export function robotStatus(
  channel: Channel,
  robot: ChannelRobot,
  lane: Lane,
  all: readonly Channel[],
  nowMs: number,
): RobotStatus {
  const health = healthOf(lane, nowMs);
  const muted = lane.mutedUntil !== undefined && lane.mutedUntil > nowMs ? lane.mutedUntil : null;
  const trouble = troubleOf(health, lane, nowMs);

  return {
    channel: channel.name,
    robot: robot.name,
    // The window's slack is for pacing; people count sixty seconds.
    sentLastMinute: recentSlots(lane.slots, nowMs).filter((at) => at > nowMs - 60_000).length,
    limit: limitOf([channel, ...channelsOn(lane.id, all)]),
    mutedUntil: muted,
    monthCount: lane.month === new Date(nowMs).toISOString().slice(0, 7) ? lane.monthCount : 0,
    monthlyQuota: channel.limits.monthlyQuota,
    health,
    advice: trouble === undefined ? '' : adviceFor(trouble, channel.message.language),
  };
}

function healthOf(lane: Lane, nowMs: number): RobotHealth {
  if (lane.misconfigured !== undefined) return 'misconfigured';
  if (lane.mutedUntil !== undefined && lane.mutedUntil > nowMs) return 'muted';
  return lane.failures > 0 ? 'failing' : 'healthy';
}

function troubleOf(health: RobotHealth, lane: Lane, nowMs: number): Outcome | undefined {
  switch (health) {
    case 'healthy':
      return undefined;
    case 'muted':
      return { kind: 'throttled', reason: 'robot-rate', retryAfterMs: (lane.mutedUntil ?? nowMs) - nowMs };
    case 'misconfigured':
      return { kind: 'misconfigured', reason: lane.misconfigured ?? 'security' };
    case 'failing':
      return { kind: 'unreachable', reason: 'network' };
    default:
      return health satisfies never;
  }
}
