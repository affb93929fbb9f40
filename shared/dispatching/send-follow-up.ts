import type { Channel } from '../channels/channel.ts';
import { messageId } from '../delivery/delivery-id.ts';
import { type Sight, unusableBecause } from '../pacing/choose-robot.ts';
import { followUpsOf, withoutFollowUp } from '../pacing/follow-ups.ts';
import type { FollowUp, LaneMessage } from '../pacing/lane.ts';
import type { Composition } from './compose-message.ts';
import { deliverMessage } from './deliver-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { guestLane, type Home, sightOf } from './find-routes.ts';
import type { Route } from './route.ts';
import type { TurnEnd } from './turn-end.ts';

/**
 * Completes a delivered message, where its product needs a second one for the
 * mention: the newest whose robot can send. Without its channel there is nobody
 * left to name. While none of their robots can send, what another robot could
 * send goes first.
 */
export async function sendFollowUp(home: Home, ports: DispatchPorts): Promise<TurnEnd | 'not-now'> {
  const unusableUntil = new Map<string, number>();
  for (const followUp of followUpsOf(home.lane)) {
    const channel = home.all.find(({ enabled, name }) => enabled && name === followUp.channel);
    const robot = channel?.robots.find(({ name }) => name === followUp.robot);
    if (channel === undefined || robot === undefined) {
      await ports.lanes.amend(home.lane, withoutFollowUp(home.lane, followUp.completes));
      return { kind: 'more', look: 'everywhere' };
    }
    if (unusableUntil.has(robot.webhookId)) continue;

    const robotLane = robot.webhookId === home.lane.id ? home.lane : await guestLane(robot.webhookId, ports);
    const sight = sightOf(robotLane, home.all, ports.now());
    const unusable = unusableBecause(sight, { hasDown: true }, ports.now());
    if (unusable === undefined) return send(followUp, channel, sight, home, ports);
    unusableUntil.set(robot.webhookId, unusable.untilMs);
  }

  const isAlone = home.channels.every(
    ({ robots, delivery }) => robots.length === 1 && delivery.fallbackChannel === undefined,
  );
  return isAlone ? { kind: 'wait', untilMs: Math.min(...unusableUntil.values()) } : 'not-now';
}

function send(
  followUp: FollowUp,
  channel: Channel,
  { lane: robotLane, limit }: Sight,
  home: Home,
  ports: DispatchPorts,
): Promise<TurnEnd> {
  const { completes } = followUp;
  const message: LaneMessage = {
    id: messageId(ports.now(), ports.randomId()),
    kind: 'mention',
    channel: followUp.channel,
    attempt: robotLane.failures + 1,
    ...(completes === undefined ? {} : { completes }),
    ...(robotLane.id === home.lane.id ? {} : { through: robotLane.id }),
  };
  const isGuest = !home.channels.some(({ name }) => name === channel.name);
  const route: Route = {
    robotLane,
    limit,
    channels: [channel],
    failingSince: new Map(),
    ...(isGuest ? { fallback: channel } : {}),
  };
  return deliverMessage({ home, route, freeSlots: 1, isLast: false }, message, mentionOnly(followUp), ports);
}

function mentionOnly({ channel, draft }: FollowUp): Composition {
  return {
    message: {
      kind: 'mention',
      refs: [],
      rendered: { ...draft, cut: false },
      alertIds: new Map([[channel, []]]),
      heldGroups: [],
    },
    withheld: [],
  };
}
