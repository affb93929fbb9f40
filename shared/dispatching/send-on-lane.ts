import type { Acknowledged } from '../admission/alert-store.ts';
import type { Channel, ChannelRobot } from '../channels/channel.ts';
import type { RobotSecret } from '../channels/secret-store.ts';
import { type Attempted, attempt, TOTAL_TIMEOUT_MS } from '../delivery/attempt.ts';
import { messageId } from '../delivery/delivery-id.ts';
import { decideNextStep, type NextStep } from '../delivery/next-step.ts';
import type { AlertRef, FollowUp, Lane, LaneMessage } from '../pacing/lane.ts';
import { settleLane } from '../pacing/settle-lane.ts';
import { settleRobot } from '../pacing/settle-robot.ts';
import type { MessageDraft } from '../rendering/message.ts';
import { robotFor } from '../robots/registry.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { type LaneSecret, secretForLane } from './lane-secret.ts';
import { rememberDoubtful } from './remember-doubtful.ts';

/** One message on its way through a lane. */
export interface LaneSend {
  /** The lane whose message it is. */
  readonly home: Lane;
  /** The lane of the robot it goes through: the same, or another's. */
  readonly robotLane: Lane;
  /** What the robot is thought to take in a minute. */
  readonly limit: number;
  readonly message: LaneMessage;
  /** The alerts in it; none where it is about none. */
  readonly refs?: readonly AlertRef[];
  readonly draft: MessageDraft;
  readonly channel: Channel;
  readonly channelRobot: ChannelRobot;
  readonly followUp?: FollowUp;
  /** Counts of channels with caps, should it be delivered. */
  readonly caps?: Lane['caps'];
  /** When everything that waits on the home lane was looked at for this message, ms; absent when it was not. */
  readonly lookedAtMs?: number;
  /** Records the attempt. It comes before the lane is settled: what the lane says was sent can then be looked up. */
  record(attempted: Attempted): Promise<void>;
  /**
   * Tells people what became of the robot, before any lane says so: from then on it is no news, and nobody would tell
   * of it. A worker that dies in between tells of it again.
   */
  report?(robotLane: Lane): Promise<void>;
  /**
   * Ends what the robot refuses for good, before the lane is free: whoever came next would find it due, and send it
   * again. Where that does not work, that is what happens.
   */
  bury?(step: Extract<NextStep, { kind: 'bury' }>): Promise<void>;
  /**
   * Writes on the alerts that they were told, before the lane is free. Absent where they are many: then the lane
   * keeps their list for whoever finishes it.
   */
  acknowledge?(): Promise<Acknowledged>;
  /** Secret of a robot that is not saved yet; else the store's. */
  readonly secret?: RobotSecret;
}

export type LaneSent =
  /**
   * Another worker was first, or this one was frozen after taking the lane, or the robot is another one now, as the
   * channels say by now: nothing was sent.
   */
  | { readonly kind: 'not-sent'; readonly reason: 'lost' | 'frozen' | 'moved' }
  | {
      readonly kind: 'sent';
      /** The home lane, and that of the robot, as they are now. */
      readonly lane: Lane;
      readonly robotLane: Lane;
      readonly attempted: Attempted;
      readonly step: NextStep;
      /** Whether the attempt is recorded. Where it is not, the caller tries once more, when all else is done. */
      readonly recorded: boolean;
      /** What `acknowledge` found; absent when it was not asked for, or did not work: the lane keeps the list then. */
      readonly acknowledged?: Acknowledged;
    };

/** Lease, ms: longer than a request may take. Acknowledging may outlast it; then a second worker helps. */
const LEASE_MS = 20_000;
/**
 * An answer may come this long after the request's own time-out, ms. A worker
 * that got the second lane later than this after its home lane must not send:
 * its home lane may be reclaimed, and the message told by another, before the answer.
 */
const ANSWER_GRACE_MS = 2_000;
/** A worker that was frozen longer than this between take and socket must not send: its slot may be over. */
const FROZEN_MS = 1_000;

/**
 * take → post → record → report → acknowledge or bury → settle. Where the lane keeps the list of
 * what was told it stays held after a delivery, for the caller to acknowledge;
 * after anything else it is free. A worker that dies before it settles leaves a
 * message in flight, whose alerts are told again unless they are acknowledged.
 *
 * Where another robot stands in, its lane is taken last and settled first: a
 * worker that dies in between leaves a message the home lane knows of.
 */
export async function sendOnLane(send: LaneSend, ports: DispatchPorts): Promise<LaneSent> {
  const found = await findSecret(send, ports);
  if (found.kind === 'moved') {
    await ports.named?.follow(found.ref);
    return { kind: 'not-sent', reason: 'moved' };
  }
  const owner = ports.randomId();
  const homeTookAt = ports.monotonic();
  const home = await take(send.home, send.message, owner, ports);
  if (home === 'lost') return { kind: 'not-sent', reason: 'lost' };

  const isGuest = send.robotLane.id !== send.home.id;
  const robotTookAt = isGuest ? ports.monotonic() : homeTookAt;
  const robotLane = isGuest ? await take(send.robotLane, asGuest(send), owner, ports) : home;
  if (robotLane === 'lost') return giveBack('lost', [home], ports);
  const frozenMs = ports.monotonic() - robotTookAt;
  if (frozenMs > FROZEN_MS || ports.monotonic() - homeTookAt > ANSWER_GRACE_MS) {
    ports.observe({ kind: 'frozen', lane: robotLane.id, forMs: ports.monotonic() - homeTookAt });
    return giveBack('frozen', isGuest ? [robotLane, home] : [home], ports);
  }

  const attempted =
    found.kind === 'missing' ? secretMissing(ports.now()) : await post({ ...send, secret: found.secret }, ports);
  const recorded = await tryTo(() => send.record(attempted));

  return settle({ send, home, robotLane, isGuest, attempted, recorded }, found, ports);
}

async function findSecret({ secret, channel, channelRobot }: LaneSend, ports: DispatchPorts): Promise<LaneSecret> {
  if (secret !== undefined) return { kind: 'secret', secret };
  return secretForLane(channel, channelRobot, (ref) => ports.secrets.read(ref), ports.named);
}

/** Whether it worked. What can't be recorded or told must not keep the lane from knowing what was sent. */
async function tryTo(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}

/** Undefined when it is not to be done here, or does not work: the lane is told to keep the list. */
async function acknowledgedBy({ acknowledge }: LaneSend, { kind }: NextStep): Promise<Acknowledged | undefined> {
  return kind === 'acknowledge' ? acknowledge?.().catch(() => undefined) : undefined;
}

interface Answered {
  readonly send: LaneSend;
  readonly home: Lane;
  readonly robotLane: Lane;
  readonly isGuest: boolean;
  readonly attempted: Attempted;
  readonly recorded: boolean;
}

async function settle(answered: Answered, used: LaneSecret, ports: DispatchPorts): Promise<LaneSent> {
  const { send, home, robotLane, isGuest, attempted, recorded } = answered;
  const { message, refs = [], limit, followUp, caps, lookedAtMs } = send;
  const step = await stepAfter(send, used, robotLane, attempted, ports);
  const { outcome, answeredAtMs } = attempted;
  const robot = settleRobot(robotLane, { message, outcome, step, answeredAtMs, limit });
  await tryTo(async () => send.report?.(robot));
  // When someone reclaimed a lane meanwhile this changes nothing there; what was told is acknowledged all the same.
  if (isGuest) await ports.lanes.settle(robotLane, robot, 'free');
  const acknowledged = await acknowledgedBy(send, step);
  if (step.kind === 'bury') await tryTo(async () => send.bury?.(step));

  const next = settleLane(isGuest ? home : robot, robot, {
    message,
    refs,
    step,
    answeredAtMs,
    newMessageId: messageId(ports.now(), ports.randomId()),
    acknowledged: acknowledged !== undefined,
    ...(caps === undefined ? {} : { caps }),
    ...(followUp === undefined ? {} : { followUp }),
    ...(lookedAtMs === undefined ? {} : { lookedAtMs }),
  });
  await rememberDoubtful(next.crowdedOut, ports);
  await ports.lanes.settle(home, next, next.acks.length > 0 ? 'held' : 'free');

  const sent = { kind: 'sent', lane: next, robotLane: robot, attempted, step, recorded } as const;
  return acknowledged === undefined ? sent : { ...sent, acknowledged };
}

function take(lane: Lane, message: LaneMessage, owner: string, ports: DispatchPorts): Promise<Lane | 'lost'> {
  const nowMs = ports.now();
  return ports.lanes.take(lane, {
    owner,
    nowMs,
    tillMs: nowMs + LEASE_MS,
    message,
    inFlightUntilMs: nowMs + TOTAL_TIMEOUT_MS + ANSWER_GRACE_MS,
  });
}

/** On the robot's own lane it is enough to know that something is on its way, and whose it is. */
function asGuest({ home, message }: LaneSend): LaneMessage {
  const { id, kind, channel, attempt } = message;
  return { id, kind, channel, attempt, home: home.id };
}

async function giveBack(
  reason: 'lost' | 'frozen',
  taken: readonly Lane[],
  ports: DispatchPorts,
): Promise<Extract<LaneSent, { kind: 'not-sent' }>> {
  for (const lane of taken) await ports.lanes.settle(lane, lane, 'free');
  return { kind: 'not-sent', reason };
}

function post(send: LaneSend & Required<Pick<LaneSend, 'secret'>>, ports: DispatchPorts): Promise<Attempted> {
  const { draft, message, channel, channelRobot, secret } = send;
  return attempt(robotFor(channel.type), { draft, messageId: message.id, channel, channelRobot, secret }, ports);
}

function secretMissing(nowMs: number): Attempted {
  return { outcome: { kind: 'misconfigured', reason: 'secret-missing' }, latencyMs: 0, answeredAtMs: nowMs };
}

/** A robot that refuses our secret may have got a new one: read it once, and try at once when it is another than we used. */
async function stepAfter(
  send: LaneSend,
  used: LaneSecret,
  robotLane: Lane,
  { outcome }: Attempted,
  ports: DispatchPorts,
): Promise<NextStep> {
  const step = decideNextStep(outcome, {
    message: send.message,
    failures: robotLane.failures,
    nowMs: ports.now(),
    random: ports.random(),
  });
  if (step.kind !== 'probe' || send.secret !== undefined) return step;

  // The answer is known and has to be settled, whatever the secret store says.
  const read = (ref: string) => ports.secrets.readFresh(ref);
  const fresh = await secretForLane(send.channel, send.channelRobot, read, ports.named).catch(() => used);
  return JSON.stringify(used) === JSON.stringify(fresh) ? step : { kind: 'retry', atMs: ports.now() };
}
