import type { DueClass } from '../admission/due.ts';
import type { Channel } from '../channels/channel.ts';
import type { Lane } from '../pacing/lane.ts';
import { channelsOn, mayHaveGuests } from '../pacing/lane-limit.ts';
import { WAKE_TOLERANCE_MS } from '../pacing/lane-store.ts';
import { unreserved } from '../pacing/pace.ts';
import { repetitions } from '../pacing/repetition.ts';
import { slotFreeAt } from '../pacing/send-window.ts';
import { acknowledgeLane } from './acknowledge-message.ts';
import { channelsFor } from './channels-for.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { findRoutes, type Home, sightOf } from './find-routes.ts';
import { forgetDoubtful } from './forget-doubtful.ts';
import { type Hindrance, hindranceOf } from './hindrance.ts';
import { isPlannedFarAhead, knownWait } from './known-wait.ts';
import { withListsOnce } from './lists-once.ts';
import { reclaim } from './reclaim.ts';
import { sparseUntil } from './restraint.ts';
import { sendAgain } from './send-again.ts';
import { sendDue } from './send-due.ts';
import { sendFollowUp } from './send-follow-up.ts';
import type { TurnEnd } from './turn-end.ts';
import { urgencyOf, worstOf } from './unite-wake-ups.ts';
import type { WakeUp } from './wake-ups.ts';

/** A dispatcher works on a lane at most this long, ms; then a new wake-up goes on. A Lambda has a deadline. */
const BUDGET_MS = 20_000;

/**
 * Looks after one robot's lane until nothing is due there, or until it has to
 * wait; then it plans the wake-up that goes on.
 *
 * Each turn reads the lane anew and sends at most one message, so a turn can
 * be lost at any point: the next dispatcher finds the table as it is.
 */
export async function dispatch(wakeUp: WakeUp, ports: DispatchPorts): Promise<void> {
  const until = ports.monotonic() + BUDGET_MS;
  let look = wakeUp;
  while (ports.monotonic() < until) {
    const lane = await ports.lanes.get(wakeUp.lane);
    const end = await turn(lane, look, { ...ports, lanes: withListsOnce(ports.lanes) });
    if (end.kind === 'idle') return;
    if (end.kind === 'wait') return planWake(lane, end, ports);
    // Something may have come meanwhile whose wake-up found the lane busy.
    look = end.look === 'everywhere' ? { lane: wakeUp.lane } : look;
  }

  return planWake({ id: wakeUp.lane }, { kind: 'wait', untilMs: ports.now() }, ports);
}

async function turn(lane: Lane, wakeUp: WakeUp, ports: DispatchPorts): Promise<TurnEnd> {
  const all = await channelsFor(wakeUp, ports);
  const channels = channelsOn(lane.id, all);
  const hindrance = hindranceOf(lane, ports.now());
  if (hindrance !== undefined) return overcome(hindrance, lane, wakeUp, channels, ports);

  const home: Home = { lane, channels, all };
  if (lane.followUp !== undefined) {
    const end = await sendFollowUp(home, ports);
    if (end !== 'not-now') return end;
  }
  const repeated = repetitions(lane);
  if (channels.length === 0 && repeated.length === 0) return { kind: 'idle' };
  const known = repeated.length === 0 ? await waitOfHealthyLane(home, wakeUp, ports) : undefined;
  if (known !== undefined) return known;

  const routing = await findRoutes(home, urgencyOf(wakeUp) === 0, ports);
  for (const again of repeated) {
    const end = await sendAgain(home, again, routing, ports);
    if (end !== 'not-now') return end;
  }
  const end = await sendDue(home, routing, wakeUp, ports);
  if (end.kind === 'idle') await forgetDoubtful(home, ports);

  return end;
}

/** Only what waits for its own robot's turn can be known without a look. */
async function waitOfHealthyLane(home: Home, wakeUp: WakeUp, ports: DispatchPorts): Promise<TurnEnd | undefined> {
  const { lane, channels, all } = home;
  const nowMs = ports.now();
  const isMuted = lane.mutedUntil !== undefined && lane.mutedUntil > nowMs;
  if (lane.failures > 0 || isMuted) return undefined;
  if (isPlannedFarAhead(lane, nowMs) && ((await sparseUntil(channels, lane, all, ports)) ?? 0) <= nowMs) {
    return undefined;
  }

  // The turn it waited for has come: only a look says whether it was others who took it, and for how long.
  if (lane.wakeAt !== undefined && lane.wakeAt <= nowMs && mayHaveGuests(lane.id, all)) return undefined;

  const { limit } = sightOf(lane, all, nowMs);
  const known = knownWait(lane, wakeUp, limit, nowMs);
  return known?.kind === 'wait' && mayGoThroughAnother(home, wakeUp, limit, nowMs) ? undefined : known;
}

/** Whether the robot has no slot left for it and a channel has others: their lanes say whether one of them has. */
function mayGoThroughAnother({ lane, channels }: Home, wakeUp: WakeUp, limit: number, nowMs: number): boolean {
  const slots = urgencyOf(wakeUp) === 0 ? limit : unreserved(limit);
  return slotFreeAt(lane.slots, slots, nowMs) > nowMs && channels.some(({ robots }) => robots.length > 1);
}

async function overcome(
  hindrance: Hindrance,
  lane: Lane,
  wakeUp: WakeUp,
  channels: readonly Channel[],
  ports: DispatchPorts,
): Promise<TurnEnd> {
  switch (hindrance.kind) {
    case 'busy':
      return { kind: 'wait', untilMs: hindrance.untilMs, ...stillWaiting(lane, wakeUp, ports.now()) };
    case 'worker-died':
      await reclaim(lane, ports);
      return { kind: 'more', look: 'everywhere' };
    case 'unacknowledged':
      await acknowledgeLane(lane, channels, ports);
      return { kind: 'more', look: 'everywhere' };
    default:
      return hindrance satisfies never;
  }
}

/** What a look that comes later has to reckon with: this wake-up, and what was planned before it. */
function stillWaiting(lane: Lane, wakeUp: WakeUp, nowMs: number): { readonly waiting?: DueClass } {
  const urgency = urgencyOf(wakeUp);
  if (urgency === undefined) return {};
  if (lane.wakeAt === undefined || lane.wakeAt <= nowMs) return { waiting: urgency };
  const waiting = lane.wakeFor === undefined ? undefined : worstOf([urgency, lane.wakeFor]);

  return waiting === undefined ? {} : { waiting };
}

/** One planned wake-up a lane is enough; it looks everywhere, since it stands for others. */
async function planWake(
  lane: Pick<Lane, 'id' | 'wakeAt' | 'wakeFor'>,
  { untilMs, waiting }: Extract<TurnEnd, { kind: 'wait' }>,
  ports: DispatchPorts,
): Promise<void> {
  const nowMs = ports.now();
  if (isPlanned(lane, untilMs, waiting, nowMs)) return;
  const plan = await ports.lanes.planWake(lane.id, untilMs, nowMs, waiting);
  const wakeUp: WakeUp = { lane: lane.id, ...(waiting === undefined ? {} : { urgent: waiting }) };
  if (plan === 'plan') await ports.wakeUps.schedule(wakeUp, untilMs);
}

/** The same as the table would say, of the lane as it was just read: a storm's thousands then write nothing. */
function isPlanned(
  { wakeAt, wakeFor }: Pick<Lane, 'wakeAt' | 'wakeFor'>,
  untilMs: number,
  waiting: DueClass | undefined,
  nowMs: number,
): boolean {
  if (wakeAt === undefined || wakeAt <= nowMs || wakeAt > untilMs + WAKE_TOLERANCE_MS) return false;
  return wakeFor === undefined || (waiting !== undefined && wakeFor <= waiting);
}
