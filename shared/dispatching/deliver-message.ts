import type { Channel } from '../channels/channel.ts';
import { recordRows } from '../delivery/record-rows.ts';
import type { AlertRef, FollowUp, Lane, LaneMessage } from '../pacing/lane.ts';
import type { MessageDraft } from '../rendering/message.ts';
import { robotFor } from '../robots/registry.ts';
import { acknowledgeLane, buryMessage, KEEP_ALERT_MS } from './acknowledge-message.ts';
import type { ComposedMessage, Composition } from './compose-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { inParallel } from './in-parallel.ts';
import { type LaneSent, sendOnLane } from './send-on-lane.ts';
import type { TurnEnd } from './turns.ts';
import { withholdSilent } from './withhold.ts';

/** The circumstances of a message. */
export interface Surroundings {
  /** All channels on the lane. */
  readonly channels: readonly Channel[];
  readonly freeSlots: number;
  /** Whether nothing else waits once it is delivered. */
  readonly isLast: boolean;
}

/** More alerts than this are listed in a manifest; fewer on the lane itself. */
const MAX_REFS_ON_LANE = 25;
/** Look again after this long at a lane another worker took first, ms. */
const LOST_LOOK_MS = 1_000;

/** Sends a composed message and does what follows from its outcome: record, acknowledge, bury. */
export async function deliverMessage(
  lane: Lane,
  planned: LaneMessage,
  { message: composed, withheld }: Composition,
  surroundings: Surroundings,
  ports: DispatchPorts,
): Promise<TurnEnd> {
  await withholdSilent(withheld, ports);
  if (composed === undefined) return nothingToSay(lane, planned, ports);

  const channel = surroundings.channels.find(({ name }) => name === planned.channel) ?? surroundings.channels[0];
  if (channel === undefined) return { kind: 'idle' };
  const [first, second] = robotFor(channel.type).plan(composed.rendered, surroundings.freeSlots);
  const message = await withRefs({ ...planned, kind: composed.kind }, composed.refs, ports);
  const followUp = second === undefined ? undefined : followUpOf(second, channel, composed);
  const sent = await sendOnLane(
    {
      lane,
      message,
      draft: first,
      channel,
      channelRobot: channel.robots[0],
      ...(followUp === undefined ? {} : { followUp }),
    },
    ports,
  );
  if (sent.kind === 'not-sent') {
    return sent.reason === 'lost'
      ? { kind: 'wait', untilMs: ports.now() + LOST_LOOK_MS }
      : { kind: 'more', look: 'same' };
  }

  await Promise.all([
    record(composed, first, message, channel, sent, ports),
    conclude(composed, message, sent, surroundings.channels, ports),
  ]);
  const complete =
    sent.step.kind === 'acknowledge' && sent.lane.followUp === undefined && sent.lane.again === undefined;

  return complete && surroundings.isLast ? { kind: 'idle' } : { kind: 'more', look: 'same' };
}

/** Everything chosen was told or withheld meanwhile. A message to be repeated is then done with. */
async function nothingToSay(lane: Lane, planned: LaneMessage, ports: DispatchPorts): Promise<TurnEnd> {
  if (lane.again?.id === planned.id) {
    const { again: _done, ...rest } = lane;
    await ports.lanes.amend(lane, rest);
  }

  return { kind: 'more', look: 'everywhere' };
}

async function withRefs(message: LaneMessage, refs: readonly AlertRef[], ports: DispatchPorts): Promise<LaneMessage> {
  const { refs: _old, chunks: _chunks, ...rest } = message;
  if (refs.length <= MAX_REFS_ON_LANE) return { ...rest, refs };

  // Before the post: whoever has to finish this message must know what is in it.
  return { ...rest, chunks: await ports.lanes.writeManifest(message.id, refs, ports.now() + KEEP_ALERT_MS) };
}

function followUpOf(draft: MessageDraft, channel: Channel, { refs }: ComposedMessage): FollowUp {
  return { channel: channel.name, robot: channel.robots[0].name, draft, alertCount: refs.length };
}

type Sent = Extract<LaneSent, { kind: 'sent' }>;

async function record(
  composed: ComposedMessage,
  draft: MessageDraft,
  message: LaneMessage,
  channel: Channel,
  { attempted }: Sent,
  ports: DispatchPorts,
): Promise<void> {
  const { outcome, latencyMs, answeredAtMs } = attempted;
  const counts = Map.groupBy(composed.refs, (ref) => ref.channel);
  const { fellBack } = composed.rendered;
  if (fellBack !== undefined) ports.observe({ kind: 'template-fallback', channel: channel.name, reason: fellBack });
  ports.observe({
    kind: 'attempted',
    lane: channel.robots[0].webhookId,
    channel: channel.name,
    robot: channel.robots[0].name,
    message: composed.kind,
    outcome,
    alertCount: composed.refs.length,
    latencyMs,
  });
  const rows = recordRows({
    messageId: message.id,
    attempt: message.attempt,
    kind: composed.kind,
    robot: channel.robots[0].name,
    outcome,
    at: answeredAtMs,
    latencyMs,
    draft: { ...draft, ...robotFor(channel.type).asSent(draft, channel.robots[0].keywords) },
    ...(fellBack === undefined ? {} : { fellBack }),
    channels: [...composed.alertIds].map(([name, alertIds]) => ({
      name,
      alertIds,
      alertCount: counts.get(name)?.length ?? 0,
    })),
  });
  await Promise.all(rows.map((row) => ports.ledger.record(row)));
}

async function conclude(
  { refs, heldGroups }: ComposedMessage,
  message: LaneMessage,
  { lane, step }: Sent,
  channels: readonly Channel[],
  ports: DispatchPorts,
): Promise<void> {
  if (step.kind === 'acknowledge' && lane.acks.length > 0) {
    await acknowledgeLane(lane, channels, ports);
    await inParallel(heldGroups, ({ channel, group }) =>
      ports.alerts.holdGroup(channel.name, group, ports.now() + channel.aggregation.intervalSeconds * 1000),
    );
  }
  if (step.kind === 'bury') {
    await buryMessage(message, refs, step.reason, channels, ports);
    for (const [channel, list] of Map.groupBy(refs, (ref) => ref.channel)) {
      ports.observe({ kind: 'buried', channel, alertCount: list.length, reason: step.reason });
    }
  }
}
