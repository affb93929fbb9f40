import type { Channel } from '../channels/channel.ts';
import { decideCap } from '../pacing/channel-caps.ts';
import type { Sight } from '../pacing/choose-robot.ts';
import type { Lane } from '../pacing/lane.ts';
import { channelsWith, limitOf } from '../pacing/lane-limit.ts';
import { limitNow } from '../pacing/learned-limit.ts';
import { unreserved } from '../pacing/pace.ts';
import { decideQuota, poolLimit, type QuotaDecision, quotaMonth, quotaPoolOf } from '../pacing/quota.ts';
import { slotFreeAt } from '../pacing/send-window.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { hindranceOf } from './hindrance.ts';
import { reclaim } from './reclaim.ts';
import { type ChannelRoute, type Hindered, joinRoutes, type Route, routeOf } from './route.ts';

/** Where the alerts of a home lane's channels go now. */
export interface Routing {
  readonly routes: readonly Route[];
  readonly hindered: readonly Hindered[];
}

/** The home lane as read, its channels, and all there are. */
export interface Home {
  readonly lane: Lane;
  readonly channels: readonly Channel[];
  readonly all: readonly Channel[];
}

/**
 * Finds a robot for every channel of a lane. While the lane's own robot works
 * nothing is read; the lanes of others are read when they are needed.
 */
export async function findRoutes(home: Home, hasDown: boolean, ports: DispatchPorts): Promise<Routing> {
  const nowMs = ports.now();
  const sights = new Map<string, Sight>([[home.lane.id, sightOf(home.lane, home.all, nowMs)]]);
  const capped = home.channels.flatMap((channel) => heldByCap(channel, home.lane, nowMs));
  const open = home.channels.filter((channel) => !capped.some((held) => held.channel === channel));
  if (!isHealthy(sights.get(home.lane.id), nowMs)) {
    await see(open, sights, home.all, ports);
  }

  const routed: { channel: Channel; route: ChannelRoute }[] = [];
  for (const channel of open) routed.push({ channel, route: await wayOf(channel, home, sights, hasDown, ports) });

  return {
    routes: joinRoutes(routed.flatMap(({ channel, route }) => (route.kind === 'through' ? [{ channel, route }] : []))),
    hindered: [
      ...capped,
      ...routed.flatMap(({ channel, route }) =>
        route.kind === 'hindered' ? [{ channel, untilMs: route.untilMs }] : [],
      ),
    ],
  };
}

async function wayOf(
  channel: Channel,
  { all }: Home,
  sights: Map<string, Sight>,
  hasDown: boolean,
  ports: DispatchPorts,
): Promise<ChannelRoute> {
  const quotaGone = (await quotaOf(channel, all, ports)).kind === 'gone';
  const context = { sights, quotaGone, hasDown, nowMs: ports.now() };
  const alone = routeOf(channel, context);
  const fallback = all.find(({ name, enabled }) => enabled && name === channel.delivery.fallbackChannel);
  const works = alone.kind === 'through' && alone.failingSince === undefined && !quotaGone;
  if (fallback === undefined || works) return alone;
  if ((await quotaOf(fallback, all, ports)).kind === 'gone') return alone;

  await see([fallback], sights, all, ports);
  return routeOf(channel, { ...context, fallback });
}

/** What the month allows a channel. Only channels with a quota pay for asking. */
export async function quotaOf(
  channel: Channel,
  all: readonly Channel[],
  ports: Pick<DispatchPorts, 'quotas' | 'now'>,
): Promise<QuotaDecision> {
  const pool = quotaPoolOf(channel);
  if (pool === undefined) return { kind: 'plenty' };
  const nowMs = ports.now();
  const count = await ports.quotas.get(pool, quotaMonth(nowMs));

  return decideQuota({ ...count, limit: poolLimit(pool, all) }, nowMs);
}

function heldByCap(channel: Channel, lane: Lane, nowMs: number): readonly Hindered[] {
  const cap = decideCap(channel.limits, lane.caps?.[channel.name], channel.message.timeZone, nowMs);
  return cap.kind === 'held' ? [{ channel, untilMs: cap.untilMs }] : [];
}

/** Whether a robot needs no stand-in: it works, and has room in its minute. */
function isHealthy(sight: Sight | undefined, nowMs: number): boolean {
  if (sight === undefined) return false;
  const { lane, limit } = sight;
  const muted = lane.mutedUntil !== undefined && lane.mutedUntil > nowMs;

  return lane.failures === 0 && !muted && slotFreeAt(lane.slots, unreserved(limit), nowMs) <= nowMs;
}

/** Reads the robots of channels that were not read yet. */
async function see(
  channels: readonly Channel[],
  sights: Map<string, Sight>,
  all: readonly Channel[],
  ports: DispatchPorts,
): Promise<void> {
  const ids = new Set(channels.flatMap(({ robots }) => robots.map(({ webhookId }) => webhookId)));
  const unseen = [...ids].filter((id) => !sights.has(id));
  const lanes = await Promise.all(unseen.map((id) => guestLane(id, ports)));
  for (const lane of lanes) sights.set(lane.id, sightOf(lane, all, ports.now()));
}

/** The lane of another robot. Where its worker died, nobody else may come by to say so. */
export async function guestLane(id: string, ports: DispatchPorts): Promise<Lane> {
  const lane = await ports.lanes.get(id);
  if (hindranceOf(lane, ports.now())?.kind !== 'worker-died') return lane;

  await reclaim(lane, ports);
  return ports.lanes.get(id);
}

/** A lane with what its robot takes in a minute now. */
export function sightOf(lane: Lane, all: readonly Channel[], nowMs: number): Sight {
  const limit = limitOf(channelsWith(lane.id, all));
  return { lane, limit: limitNow(lane, limit, nowMs) };
}
