import { messageId } from '../delivery/delivery-id.ts';
import { unusableBecause } from '../pacing/choose-robot.ts';
import type { FollowUp, LaneMessage } from '../pacing/lane.ts';
import type { Composition } from './compose-message.ts';
import { deliverMessage } from './deliver-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { guestLane, type Home, sightOf } from './find-routes.ts';
import type { Route } from './route.ts';
import type { TurnEnd } from './turn-end.ts';

/**
 * Completes a delivered message, where its product needs a second one for the
 * mention. Without its channel there is nobody left to name. While its robot
 * can't send, what another robot could send goes first.
 */
export async function sendFollowUp(home: Home, followUp: FollowUp, ports: DispatchPorts): Promise<TurnEnd | 'not-now'> {
  const channel = home.all.find(({ enabled, name }) => enabled && name === followUp.channel);
  const robot = channel?.robots.find(({ name }) => name === followUp.robot);
  if (channel === undefined || robot === undefined) {
    const { followUp: _moot, ...rest } = home.lane;
    await ports.lanes.amend(home.lane, rest);
    return { kind: 'more', look: 'everywhere' };
  }

  const isHome = robot.webhookId === home.lane.id;
  const robotLane = isHome ? home.lane : await guestLane(robot.webhookId, ports);
  const sight = sightOf(robotLane, home.all, ports.now());
  const unusable = unusableBecause(sight, { hasDown: true }, ports.now());
  if (unusable !== undefined) {
    const isAlone = home.channels.every(
      ({ robots, delivery }) => robots.length === 1 && delivery.fallbackChannel === undefined,
    );
    return isAlone ? { kind: 'wait', untilMs: unusable.untilMs } : 'not-now';
  }

  const message: LaneMessage = {
    id: messageId(ports.now(), ports.randomId()),
    kind: 'mention',
    channel: followUp.channel,
    attempt: robotLane.failures + 1,
    ...(isHome ? {} : { through: robotLane.id }),
  };
  const isGuest = !home.channels.some(({ name }) => name === channel.name);
  const route: Route = {
    robotLane,
    limit: sight.limit,
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
