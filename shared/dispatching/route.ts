import type { Channel, ChannelRobot } from '../channels/channel.ts';
import { chooseRobot, type Sight } from '../pacing/choose-robot.ts';
import type { Lane } from '../pacing/lane.ts';
import { troubleOf } from '../pacing/trouble.ts';

/** How the alerts of some channels reach people now. */
export interface Route {
  /** Lane of the robot that speaks: the home lane of the channels, or another's. */
  readonly robotLane: Lane;
  /** What that robot takes in a minute now. */
  readonly limit: number;
  /** The channels it speaks for. */
  readonly channels: readonly [Channel, ...Channel[]];
  /** The channel that lends its robot, and its words, to channels whose own robots can't send. */
  readonly fallback?: Channel;
  /** Since when every robot that could speak for a channel fails, by the channel's name, ms. */
  readonly failingSince: ReadonlyMap<string, number>;
}

/** A channel for which nothing can be sent now. */
export interface Hindered {
  readonly channel: Channel;
  /** When to look again, ms. */
  readonly untilMs: number;
}

/** What is known of the robots, by `webhookId`. */
export type Sights = ReadonlyMap<string, Sight>;

/** Which robot speaks for one channel. */
export type ChannelRoute =
  | {
      readonly kind: 'through';
      readonly sight: Sight;
      readonly fallback?: Channel;
      readonly failingSince?: number;
    }
  | { readonly kind: 'hindered'; readonly untilMs: number };

/** What deciding a channel's route needs beside its robots. */
export interface RouteContext {
  readonly sights: Sights;
  /** The channel named as fallback, when it exists and is enabled. */
  readonly fallback?: Channel;
  /** The month's quota of the channel's own robots is used up. */
  readonly quotaGone: boolean;
  /** Whether a `down` is known to wait. */
  readonly hasDown: boolean;
  readonly nowMs: number;
}

/**
 * The channel's own robots first. When none of them could send for longer than
 * its patience, or their month is used up, its fallback channel's robots stand
 * beside them. A fallback's own fallback is never followed, and the alerts stay
 * their channel's own: two sick channels can't send each other in circles.
 */
export function routeOf(channel: Channel, context: RouteContext): ChannelRoute {
  const { sights, fallback, nowMs } = context;
  const own = sightsOf(channel, sights);
  const others = fallback === undefined ? [] : sightsOf(fallback, sights);
  const patienceEnds = patienceEndsAt(channel, own, nowMs);
  const patient = !context.quotaGone && (patienceEnds === undefined || patienceEnds > nowMs);

  // With the month used up the own robots are the last resort: they know best whether it is.
  const isLastResort = others.every(({ lane }) => troubleOf(lane, nowMs) !== undefined);
  const spent = isLastResort ? [...others, ...own] : others;
  const impatient = context.quotaGone ? spent : [...own, ...others];
  const candidates = patient ? own : impatient;
  const free = chooseRobot(candidates, context, nowMs);
  // Whether what waits may use the slots kept for `down`, pacing decides: it sees what waits.
  const chosen = free.kind === 'none' ? chooseRobot(candidates, { hasDown: true }, nowMs) : free;
  const failing = failingSince([...own, ...others], nowMs);
  if (chosen.kind === 'none') {
    const home = own[0];
    // Pacing knows best how long a robot that only lacks a slot has to wait: it sees what waits.
    if (home !== undefined && chosen.reasons[0]?.kind === 'budget' && candidates[0] === home) {
      return { kind: 'through', sight: home };
    }
    const losesPatienceAt = fallback === undefined || !patient ? undefined : patienceEnds;
    return { kind: 'hindered', untilMs: Math.min(chosen.untilMs, losesPatienceAt ?? Number.POSITIVE_INFINITY) };
  }
  const sight = candidates[chosen.index];
  if (sight === undefined) throw new Error('a chosen robot is one of the candidates');

  const isLent = !own.includes(sight);
  return {
    kind: 'through',
    sight,
    ...(isLent && fallback !== undefined ? { fallback } : {}),
    ...(failing === undefined ? {} : { failingSince: failing }),
  };
}

/** Since when all of these robots fail; undefined while one of them does not. A mute alone is no failure. */
function failingSince(robots: readonly Sight[], nowMs: number): number | undefined {
  const since = robots.flatMap(({ lane }) => (lane.failures > 0 ? (troubleOf(lane, nowMs) ?? []) : []));
  return since.length < robots.length ? undefined : Math.max(...since);
}

/** When the channel's patience ends, ms; undefined while one of its robots is in no trouble. */
export function patienceEndsAt(channel: Channel, own: readonly Sight[], nowMs: number): number | undefined {
  const since = own.map(({ lane }) => troubleOf(lane, nowMs));
  const known = since.filter((at) => at !== undefined);
  if (known.length < own.length || known.length === 0) return undefined;

  return Math.max(...known) + channel.delivery.patienceSeconds * 1000;
}

function sightsOf({ robots }: Channel, sights: Sights): readonly Sight[] {
  return robots.flatMap(({ webhookId }) => sights.get(webhookId) ?? []);
}

/** The robot of a route, as the channel that has it knows it. */
export function robotOf({ robotLane, fallback, channels }: Route): { channel: Channel; robot: ChannelRobot } {
  for (const channel of fallback === undefined ? channels : [fallback]) {
    const robot = channel.robots.find(({ webhookId }) => webhookId === robotLane.id);
    if (robot !== undefined) return { channel, robot };
  }
  throw new Error('a route goes through a robot of its channels');
}

/** Channels that take the same way share its messages. */
export function joinRoutes(
  routed: readonly { readonly channel: Channel; readonly route: Extract<ChannelRoute, { kind: 'through' }> }[],
): readonly Route[] {
  const ways = Map.groupBy(routed, ({ route }) => `${route.sight.lane.id}/${route.fallback?.name ?? ''}`);
  return [...ways.values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined) return [];
    const { sight, fallback } = first.route;
    return [
      {
        robotLane: sight.lane,
        limit: sight.limit,
        channels: [first.channel, ...others.map(({ channel }) => channel)] as const,
        failingSince: new Map(
          same.flatMap(({ channel, route }) =>
            route.failingSince === undefined ? [] : [[channel.name, route.failingSince] as const],
          ),
        ),
        ...(fallback === undefined ? {} : { fallback }),
      },
    ];
  });
}
