import { messageId } from '../delivery/delivery-id.ts';
import type { Lane, LaneMessage } from '../pacing/lane.ts';
import { channelsOn } from '../pacing/lane-limit.ts';
import { renamed } from '../pacing/repetition.ts';
import { slotFreeAt } from '../pacing/send-window.ts';
import { refsOf } from './acknowledge-message.ts';
import { composeAgain } from './compose-again.ts';
import { deliverMessage, nothingToSay } from './deliver-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { guestLane, type Home, type Routing } from './find-routes.ts';
import { rememberDoubtful } from './remember-doubtful.ts';
import type { Route } from './route.ts';
import type { TurnEnd } from './turn-end.ts';

/** A robot that failed this often in a row gets no more time for the same message where another one can send. */
const PATIENT_FAILURES = 2;

/**
 * Tells the alerts of an earlier message again, and only those: its answer was
 * lost, or it was refused. While nothing can be sent for its channel, other
 * channels of the lane have their say.
 */
export async function sendAgain(
  home: Home,
  again: LaneMessage,
  { routes, hindered }: Routing,
  ports: DispatchPorts,
): Promise<TurnEnd | 'not-now'> {
  const channel = await channelOf(home, again, ports);
  if (channel === undefined) {
    if (again.maybeShown === true) await rememberDoubtful(await refsOf(again, ports.lanes), ports);
    return nothingToSay(home, again, ports);
  }
  const route = routes.find(({ channels }) => channels.some(({ name }) => name === channel));
  if (route === undefined && routes.length > 0) return 'not-now';
  if (route === undefined) {
    const untilMs = Math.min(...hindered.map((one) => one.untilMs));
    return Number.isFinite(untilMs) ? { kind: 'wait', untilMs } : { kind: 'idle' };
  }
  const before = again.through ?? home.lane.id;
  if (route.robotLane.id !== before) {
    const waitUntil = worthWaitingFor(before === home.lane.id ? home.lane : await guestLane(before, ports), ports);
    if (waitUntil !== undefined) return { kind: 'wait', untilMs: waitUntil };
  }
  const freeAt = slotFreeAt(route.robotLane.slots, route.limit, ports.now());
  if (freeAt > ports.now()) return { kind: 'wait', untilMs: freeAt };

  const part = partFor(route, { ...again, channel });
  const planned = route.robotLane.id === before ? part : through(route, home, part, ports);
  const { message, composition, standings } = await composeAgain(home, route, { again, planned }, ports);
  return deliverMessage({ home, route, freeSlots: 1, isLast: false, standings }, message, composition, ports);
}

/**
 * The channel on whose way a message goes again: its own, or another of its alerts' where that has another robot first
 * by now. Where all have, what is due of them is due on their new lanes, which know nothing of the message: the alerts
 * themselves remember then that they may have been shown.
 */
async function channelOf(home: Home, again: LaneMessage, ports: DispatchPorts): Promise<string | undefined> {
  if (home.channels.some(({ name }) => name === again.channel)) return again.channel;
  // What is remembered of the channels may be older than the message.
  const here = channelsOn(home.lane.id, await ports.channelsFresh());
  const names = [again.channel, ...(await refsOf(again, ports.lanes)).map((ref) => ref.channel)];

  return names.find((wanted) => here.some(({ name }) => name === wanted));
}

/** What of a message goes on this way: other channels' alerts go on theirs, as alerts that may have been shown. */
function partFor({ channels }: Route, message: LaneMessage): LaneMessage {
  if (message.refs === undefined) return message;
  return { ...message, refs: message.refs.filter((ref) => channels.some(({ name }) => name === ref.channel)) };
}

/** The robot that had the message first knows its id and shows it once: a short back-off is worth it. */
function worthWaitingFor(robot: Lane, ports: DispatchPorts): number | undefined {
  const nowMs = ports.now();
  if (robot.failures >= PATIENT_FAILURES || robot.misconfigured !== undefined) return undefined;
  if (robot.mutedUntil !== undefined && robot.mutedUntil > nowMs) return undefined;

  return robot.retryAt !== undefined && robot.retryAt > nowMs ? robot.retryAt : undefined;
}

/** Another robot has never seen the message: for it the id is new. */
function through(route: Route, home: Home, again: LaneMessage, ports: DispatchPorts): LaneMessage {
  const { through: _before, ...message } = again;
  const id = messageId(ports.now(), ports.randomId());

  return { ...renamed(message, id), ...(route.robotLane.id === home.lane.id ? {} : { through: route.robotLane.id }) };
}
