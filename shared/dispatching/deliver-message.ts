import type { Acknowledged } from '../admission/alert-store.ts';
import type { Attempted } from '../delivery/attempt.ts';
import type { NextStep } from '../delivery/next-step.ts';
import { isDoubtDue } from '../pacing/doubt.ts';
import { crowdedOut } from '../pacing/follow-ups.ts';
import { type AlertRef, type FollowUp, type Lane, type LaneMessage, LOOK_AGAIN_MS } from '../pacing/lane.ts';
import { isRepetition, repetitions, withoutRepetition } from '../pacing/repetition.ts';
import { mostOf } from '../pacing/rule-counts.ts';
import type { MessageDraft } from '../rendering/message.ts';
import { robotFor } from '../robots/registry.ts';
import { acknowledgeLane, acknowledgeMessage, buryMessage, refsOf } from './acknowledge-message.ts';
import { capsAfter } from './caps-after.ts';
import type { ComposedMessage, Composition } from './compose-message.ts';
import { countQuota } from './count-quota.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { doubtfulOn } from './doubtful-on.ts';
import type { Home } from './find-routes.ts';
import { inParallel } from './in-parallel.ts';
import type { RuleStanding } from './judge-by-rule.ts';
import { withCounts, withRefs } from './message-on-lane.ts';
import { recordMessage, reportMessage } from './record-message.ts';
import { rememberDoubtful } from './remember-doubtful.ts';
import { buryAndReport } from './report-buried.ts';
import { reportMisconfigured } from './report-misconfigured.ts';
import { type Route, robotOf } from './route.ts';
import { countByRule } from './rule-standings.ts';
import { type LaneSent, sendOnLane } from './send-on-lane.ts';
import type { TurnEnd } from './turn-end.ts';
import { withholdSilent } from './withhold.ts';

/** The circumstances of a message. */
export interface Surroundings {
  readonly home: Home;
  readonly route: Route;
  readonly freeSlots: number;
  /** Whether nothing else waits once it is delivered. */
  readonly isLast: boolean;
  /** How the push rules with limits stand whose alerts are in it. */
  readonly standings?: readonly RuleStanding[];
  /** When everything that waits on the lane was looked at for it, ms; absent when it was not. */
  readonly lookedAtMs?: number;
  /** Where to look for what is left, when some is: as for this message, unless it found more than its wake-up was about. */
  readonly lookNext?: 'everywhere';
}

/** Sends a composed message and does what follows from its outcome: record, acknowledge, bury. */
export async function deliverMessage(
  surroundings: Surroundings,
  planned: LaneMessage,
  { message: composed, withheld }: Composition,
  ports: DispatchPorts,
): Promise<TurnEnd> {
  const { home, route } = surroundings;
  await withholdSilent(withheld, ports);
  if (composed === undefined) return nothingToSay(home, planned, ports);

  const { channel, robot } = robotOf(route);
  const [first, second] = robotFor(channel.type).plan(composed.rendered, surroundings.freeSlots);
  const told = countByRule(composed.refs, surroundings.standings ?? []);
  // Some of what it told before may know so already, and is no longer in it.
  const counts = planned.maybeShown === true ? mostOf(planned.counts ?? {}, told) : told;
  const message = withCounts(
    await withRefs(home.lane, { ...planned, kind: composed.kind }, composed.refs, ports),
    counts,
  );
  const channelsTold = [...composed.alertIds.keys(), ...(await channelsOfShown(planned, ports))];
  const caps = capsAfter(home.lane, { told: new Set(channelsTold), counts }, home.channels, ports.now());
  const record = (attempted: Attempted) => recordMessage(composed, first, message, route, attempted, ports);
  const sent = await sendOnLane(
    {
      home: home.lane,
      robotLane: route.robotLane,
      limit: route.limit,
      message,
      refs: composed.refs,
      draft: first,
      channel,
      channelRobot: robot,
      ...(caps === undefined ? {} : { caps }),
      ...(surroundings.lookedAtMs === undefined ? {} : { lookedAtMs: surroundings.lookedAtMs }),
      ...(second === undefined ? {} : { followUp: followUpOf(second, channel.name, robot.name, composed, message.id) }),
      ...(isKnownWhole(message, second)
        ? { acknowledge: () => acknowledgeMessage(message, composed.refs, home.channels, ports) }
        : {}),
      record,
      report: (robotLane) => reportMisconfigured(route, robotLane, home.all, ports),
      bury: (step) => bury(composed, message, step, home, ports),
    },
    ports,
  );
  if (sent.kind === 'not-sent') {
    return sent.reason === 'lost'
      ? { kind: 'wait', untilMs: ports.now() + LOOK_AGAIN_MS }
      : { kind: 'more', look: 'same' };
  }

  reportMessage(composed, message, route, sent.attempted, ports);
  if (sent.step.kind === 'acknowledge' && second !== undefined) reportCrowdedOut(home.lane, ports);
  const [concluded] = await Promise.all([
    conclude(composed, message, sent, home, ports),
    countQuota(channel, sent.attempted.outcome, home.all, ports),
  ]);
  if (!sent.recorded) await record(sent.attempted);
  const isDoubtful = isDoubtDue(sent.lane, ports.now());
  const isOwing = sent.lane.followUp !== undefined || isDoubtful || repetitions(sent.lane).length > 0;
  const complete = sent.step.kind === 'acknowledge' && !isOwing;

  // It may be none of those this wake-up is about: a message can tell of all that waits.
  if (concluded === 'changed-meanwhile') return { kind: 'more', look: 'everywhere' };

  return complete && surroundings.isLast ? { kind: 'idle' } : { kind: 'more', look: surroundings.lookNext ?? 'same' };
}

/**
 * Whether nothing of a message is lost with a worker that dies after its alerts know that they were told: not their
 * list, which is on the lane, and no mention that completes it, which only the settled lane owes.
 */
function isKnownWhole({ refs }: LaneMessage, second: MessageDraft | undefined): boolean {
  return refs !== undefined && refs.length > 0 && second === undefined;
}

/**
 * Everything chosen was told or withheld meanwhile. A message to be repeated is then done with; it counts, as its worker
 * can't any more.
 */
export async function nothingToSay(
  { lane, channels }: Home,
  planned: LaneMessage,
  ports: DispatchPorts,
): Promise<TurnEnd> {
  if (isRepetition(lane, planned)) {
    const { counts = {}, maybeShown } = planned;
    const told = new Set(await channelsOfShown(planned, ports));
    const caps = maybeShown === true ? capsAfter(lane, { told, counts }, channels, ports.now()) : lane.caps;
    const next = withoutRepetition(lane, planned);
    await rememberDoubtful(next.crowdedOut, ports);
    await ports.lanes.amend(lane, { ...next, ...(caps === undefined ? {} : { caps }) });
  }

  return { kind: 'more', look: 'everywhere' };
}

/**
 * The channels of a message that a robot may have shown before. It counts for each of them, also where all their alerts
 * know by now that they were told, or have no more to say.
 */
async function channelsOfShown(planned: LaneMessage, { lanes }: DispatchPorts): Promise<readonly string[]> {
  return planned.maybeShown === true ? (await refsOf(planned, lanes)).map(({ channel }) => channel) : [];
}

function followUpOf(
  draft: MessageDraft,
  channel: string,
  robot: string,
  { refs }: ComposedMessage,
  completes: string,
): FollowUp {
  return { channel, robot, draft, alertCount: refs.length, completes };
}

/** Of the mentions that wait, the oldest had to make room for this message's: who was to be named is not. */
function reportCrowdedOut(lane: Lane, { observe }: DispatchPorts): void {
  for (const { channel, robot } of crowdedOut(lane)) observe({ kind: 'mention-dropped', channel, robot });
}

type Sent = Extract<LaneSent, { kind: 'sent' }>;

async function conclude(
  { refs, heldGroups }: ComposedMessage,
  message: LaneMessage,
  { lane, step, acknowledged: before }: Sent,
  { channels }: Home,
  ports: DispatchPorts,
): Promise<Acknowledged> {
  if (step.kind === 'acknowledge' && (before !== undefined || lane.acks.length > 0)) {
    const acknowledged = before ?? (await acknowledgeLane(lane, channels, ports, { id: message.id, refs }));
    await inParallel(heldGroups, ({ channel, group }) =>
      ports.alerts.holdGroup(channel.name, group, ports.now() + channel.aggregation.intervalSeconds * 1000),
    );
    return acknowledged;
  }

  return 'told';
}

async function bury(
  { refs }: ComposedMessage,
  message: LaneMessage,
  { reason, maybeShown }: Extract<NextStep, { kind: 'bury' }>,
  { lane, channels, all }: Home,
  ports: DispatchPorts,
): Promise<void> {
  const { seenFiring } = await doubtfulOn(lane, ports.lanes);
  const isSeen = (ref: AlertRef) => seenFiring(ref) || (maybeShown === true && ref.status === 'firing');
  await buryAndReport(refs, reason, all, () => buryMessage(message, refs, { reason, isSeen }, channels, ports), ports);
}
