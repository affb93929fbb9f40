import type { Channel } from '../channels/channel.ts';
import type { Lane } from '../pacing/lane.ts';
import { channelsOn } from '../pacing/lane-limit.ts';
import { reclaimLane } from '../pacing/settle-lane.ts';
import { acknowledgeLane } from './acknowledge-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { type Hindrance, hindranceOf } from './hindrance.ts';
import { sendAgain, sendDue, sendFollowUp, type TurnEnd } from './turns.ts';
import type { WakeUp } from './wake-ups.ts';

/** Time a dispatch may go on sending before it hands over to a new wake-up, ms; well below a function's limit. */
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
  let lookAt = wakeUp.marks;
  while (ports.monotonic() < until) {
    const end = await turn({ ...wakeUp, ...(lookAt === undefined ? {} : { marks: lookAt }) }, ports);
    if (end.kind === 'idle') return;
    if (end.kind === 'wait') return planWake(wakeUp.lane, end.untilMs, ports);
    // Something may have come meanwhile whose wake-up found the lane busy.
    lookAt = end.look === 'everywhere' ? undefined : lookAt;
  }

  return planWake(wakeUp.lane, ports.now(), ports);
}

async function turn(wakeUp: WakeUp, ports: DispatchPorts): Promise<TurnEnd> {
  const lane = await ports.lanes.get(wakeUp.lane);
  const channels = channelsOn(lane.id, await ports.channels());
  const hindrance = hindranceOf(lane, ports.now());
  if (hindrance !== undefined) return overcome(hindrance, lane, channels, ports);

  if (lane.followUp !== undefined) return sendFollowUp(lane, lane.followUp, channels, ports);
  if (channels.length === 0) return { kind: 'idle' };
  if (lane.again !== undefined) return sendAgain(lane, lane.again, channels, ports);
  return sendDue(lane, channels, wakeUp.marks, ports);
}

async function overcome(
  hindrance: Hindrance,
  lane: Lane,
  channels: readonly Channel[],
  ports: DispatchPorts,
): Promise<TurnEnd> {
  switch (hindrance.kind) {
    case 'busy':
    case 'muted':
    case 'backing-off':
      return { kind: 'wait', untilMs: hindrance.untilMs };
    case 'worker-died':
      await ports.lanes.reclaim(lane, reclaimLane(lane, ports.now()), ports.now());
      ports.observe({ kind: 'reclaimed', lane: lane.id });
      return { kind: 'more', look: 'everywhere' };
    case 'unacknowledged':
      await acknowledgeLane(lane, channels, ports);
      return { kind: 'more', look: 'everywhere' };
    default:
      return hindrance satisfies never;
  }
}

/** One planned wake-up a lane is enough; it looks everywhere, since it stands for others. */
async function planWake(lane: string, atMs: number, ports: DispatchPorts): Promise<void> {
  const plan = await ports.lanes.planWake(lane, atMs, ports.now());
  if (plan === 'plan') await ports.wakeUps.schedule({ lane }, atMs);
}
