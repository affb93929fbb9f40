import type { Channel, ChannelRobot } from '../channels/channel.ts';
import { type Attempted, attempt, TOTAL_TIMEOUT_MS } from '../delivery/attempt.ts';
import { messageId } from '../delivery/delivery-id.ts';
import { decideNextStep, type NextStep } from '../delivery/next-step.ts';
import type { FollowUp, Lane, LaneMessage } from '../pacing/lane.ts';
import { settleLane } from '../pacing/settle-lane.ts';
import type { MessageDraft } from '../rendering/message.ts';
import { robotFor } from '../robots/registry.ts';
import type { DispatchPorts } from './dispatch-ports.ts';

/** One message on its way through a lane. */
export interface LaneSend {
  readonly lane: Lane;
  readonly message: LaneMessage;
  readonly draft: MessageDraft;
  readonly channel: Channel;
  readonly channelRobot: ChannelRobot;
  readonly followUp?: FollowUp;
  /** Secret of a robot that is not saved yet; else the store's. */
  readonly secret?: { readonly webhookUrl: string; readonly signatureKey?: string; readonly proxyAuth?: string };
}

export type LaneSent =
  /** Another worker was first, or this one was frozen after taking the lane: nothing was sent. */
  | { readonly kind: 'not-sent'; readonly reason: 'lost' | 'frozen' }
  | { readonly kind: 'sent'; readonly lane: Lane; readonly attempted: Attempted; readonly step: NextStep };

/** Lease, ms: longer than a request may take. Acknowledging may outlast it; then a second worker helps. */
const LEASE_MS = 20_000;
/** An answer may come this long after the request's own time-out, ms. */
const ANSWER_GRACE_MS = 2_000;
/** A worker that was frozen longer than this between take and socket must not send: its slot may be over. */
const FROZEN_MS = 1_000;

/**
 * take → post → settle. The lane stays held after a delivery, for the caller
 * to acknowledge; after anything else it is free.
 */
export async function sendOnLane(send: LaneSend, ports: DispatchPorts): Promise<LaneSent> {
  const secret = send.secret ?? (await ports.secrets.read(send.channelRobot.secretRef));
  const tookAt = ports.monotonic();
  const nowMs = ports.now();
  const taken = await ports.lanes.take(send.lane, {
    owner: ports.randomId(),
    nowMs,
    tillMs: nowMs + LEASE_MS,
    message: send.message,
    inFlightUntilMs: nowMs + TOTAL_TIMEOUT_MS + ANSWER_GRACE_MS,
  });
  if (taken === 'lost') return { kind: 'not-sent', reason: 'lost' };

  const frozenMs = ports.monotonic() - tookAt;
  if (frozenMs > FROZEN_MS) {
    ports.observe({ kind: 'frozen', lane: taken.id, forMs: frozenMs });
    await ports.lanes.settle(taken, taken, 'free');
    return { kind: 'not-sent', reason: 'frozen' };
  }

  const attempted = secret === undefined ? secretMissing(nowMs) : await post({ ...send, secret }, ports);
  const step = await stepAfter(send, secret, taken, attempted, ports);
  const next = settleLane(taken, {
    message: send.message,
    outcome: attempted.outcome,
    step,
    answeredAtMs: attempted.answeredAtMs,
    newMessageId: messageId(ports.now(), ports.randomId()),
    ...(send.followUp === undefined ? {} : { followUp: send.followUp }),
  });
  // When someone reclaimed the lane meanwhile this changes nothing there; what was told is acknowledged all the same.
  await ports.lanes.settle(taken, next, next.acks.length > 0 ? 'held' : 'free');

  return { kind: 'sent', lane: { ...next, ...lease(taken) }, attempted, step };
}

function lease({ owner, till }: Lane): Partial<Lane> {
  return { ...(owner === undefined ? {} : { owner }), ...(till === undefined ? {} : { till }) };
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
  used: LaneSend['secret'],
  lane: Lane,
  { outcome }: Attempted,
  ports: DispatchPorts,
): Promise<NextStep> {
  const step = decideNextStep(outcome, {
    message: send.message,
    failures: lane.failures,
    nowMs: ports.now(),
    random: ports.random(),
  });
  if (step.kind !== 'probe' || send.secret !== undefined) return step;

  const fresh = await ports.secrets.readFresh(send.channelRobot.secretRef);
  return JSON.stringify(used) === JSON.stringify(fresh) ? step : { kind: 'retry', atMs: ports.now() };
}
