import type { Channel, ChannelRobot } from '../channels/channel.ts';
import type { RobotSecret } from '../channels/secret-store.ts';
import { adviceFor } from '../delivery/advice.ts';
import type { Attempted } from '../delivery/attempt.ts';
import { messageId } from '../delivery/delivery-id.ts';
import type { Outcome, OutcomeKind } from '../delivery/outcome.ts';
import { reasonOf, recordRows } from '../delivery/record-rows.ts';
import { adviceOnNames } from '../delivery/secret-advice.ts';
import type { LaneMessage } from '../pacing/lane.ts';
import { channelsWith, limitOf } from '../pacing/lane-limit.ts';
import { limitNow } from '../pacing/learned-limit.ts';
import { unreserved } from '../pacing/pace.ts';
import { slotFreeAt } from '../pacing/send-window.ts';
import { NOBODY, type RenderedMessage } from '../rendering/message.ts';
import { renderMessage } from '../rendering/render.ts';
import { robotFor } from '../robots/registry.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { hindranceOf } from './hindrance.ts';
import { sendOnLane } from './send-on-lane.ts';

/** What the robot said to a test message. */
export interface TestVerdict {
  readonly outcome: OutcomeKind;
  /** Tells DNS, refused, proxy, TLS and timeout apart. */
  readonly reason: string;
  readonly errcode: number | null;
  readonly errmsg: string;
  /** What it means and what to do, in the channel's language. */
  readonly advice: string;
}

/** What sending a test needs of the world. */
export interface TestPorts extends DispatchPorts {
  sleep(ms: number): Promise<void>;
}

/** Which robot of which channel is tested; `stored` is the secret it was saved with. */
export interface Candidate {
  readonly channel: Channel;
  readonly robot: ChannelRobot;
  readonly secret: RobotSecret | 'stored';
}

/** How long a test waits for a busy lane, ms: longer than one request usually takes. */
const PATIENCE_MS = 8_000;
const LOOK_AGAIN_MS = 200;

/**
 * Sends the test message through the robot's lane, like any other: it takes a
 * slot, though none of those kept for `down` alerts, and is not sent into a
 * mute. The verdict is the robot's, also when it refuses.
 */
export async function sendTest(candidate: Candidate, ports: TestPorts): Promise<TestVerdict> {
  const until = ports.monotonic() + PATIENCE_MS;
  let tried = candidate;
  for (;;) {
    const outcome = await tryOnce(tried, ports);
    if (outcome !== 'busy' && outcome !== 'moved') return verdictOf(outcome, tried);
    if (ports.monotonic() > until) return verdictOf({ kind: 'unreachable', reason: 'busy' }, tried);
    if (outcome === 'moved') tried = await asSavedNow(tried, ports);
    await ports.sleep(LOOK_AGAIN_MS);
  }
}

/** The same robot as the channels have it by now. */
async function asSavedNow(candidate: Candidate, ports: TestPorts): Promise<Candidate> {
  const channel = (await ports.channels()).find(({ name }) => name === candidate.channel.name);
  const robot = channel?.robots.find(({ name }) => name === candidate.robot.name);

  return channel === undefined || robot === undefined ? candidate : { ...candidate, channel, robot };
}

async function tryOnce(candidate: Candidate, ports: TestPorts): Promise<Outcome | 'busy' | 'moved'> {
  const { channel, robot: channelRobot, secret } = candidate;
  const configured = limitOf([channel, ...channelsWith(channelRobot.webhookId, await ports.channels())]);
  const lane = await ports.lanes.get(channelRobot.webhookId);
  const nowMs = ports.now();
  if (hindranceOf(lane, nowMs) !== undefined) return 'busy';
  // A robot that failed may be tried: that is what a test is for. A muted one may not.
  if (lane.mutedUntil !== undefined && lane.mutedUntil > nowMs) return ownLimit(lane.mutedUntil - nowMs);
  const limit = limitNow(lane, configured, nowMs);
  const freeAt = slotFreeAt(lane.slots, unreserved(limit), nowMs);
  if (freeAt > nowMs) return ownLimit(freeAt - nowMs);

  const draft = renderMessage({
    kind: 'test',
    channelName: channel.name,
    settings: channel.message,
    product: channel.type,
    face: robotFor(channel.type),
    keywords: channelRobot.keywords,
    mention: NOBODY,
    nowMs,
  });
  const message: LaneMessage = {
    id: messageId(nowMs, ports.randomId()),
    kind: 'test',
    channel: channel.name,
    attempt: 1,
  };
  const write = (attempted: Attempted) => record(candidate, message, draft, attempted, ports);
  const sent = await sendOnLane(
    {
      home: lane,
      robotLane: lane,
      limit,
      message,
      draft,
      channel,
      channelRobot,
      record: write,
      ...(secret === 'stored' ? {} : { secret }),
    },
    ports,
  );
  if (sent.kind === 'not-sent') return sent.reason === 'moved' ? 'moved' : 'busy';
  if (!sent.recorded) await write(sent.attempted);
  // Whoever mended the robot need not wait for its alerts until the back-off ends.
  if (sent.step.kind === 'acknowledge' && lane.failures > 0) {
    const waitingAt = new Set([lane.id, channel.robots[0].webhookId]);
    await Promise.all([...waitingAt].map((id) => ports.wakeUps.schedule({ lane: id }, ports.now())));
  }

  return sent.attempted.outcome;
}

/** Our own pacing holds the message back, so that the robot is not the one to punish it. */
function ownLimit(retryAfterMs: number): Outcome {
  return { kind: 'throttled', reason: 'robot-rate', retryAfterMs };
}

async function record(
  { channel, robot }: Candidate,
  message: LaneMessage,
  draft: RenderedMessage,
  attempted: Attempted,
  ports: TestPorts,
): Promise<void> {
  const rows = recordRows({
    messageId: message.id,
    attempt: 1,
    kind: 'test',
    robot: robot.name,
    outcome: attempted.outcome,
    at: attempted.answeredAtMs,
    latencyMs: attempted.latencyMs,
    draft: { ...draft, ...robotFor(channel.type).asSent(draft, robot.keywords) },
    ...(draft.template === undefined ? {} : { template: draft.template }),
    channels: [{ name: channel.name, alertCount: 0, alertIds: [] }],
  });
  await Promise.all(rows.map((row) => ports.ledger.record(row)));
}

function verdictOf(outcome: Outcome, { channel, robot }: Candidate): TestVerdict {
  return {
    outcome: outcome.kind,
    reason: reasonOf(outcome),
    errcode: outcome.errcode ?? null,
    errmsg: outcome.errmsg ?? '',
    advice:
      adviceOnNames(outcome, robot.secretRef, channel.message.language) ?? adviceFor(outcome, channel.message.language),
  };
}
