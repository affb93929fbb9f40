import { messageId } from '../delivery/delivery-id.ts';
import { linkToAll } from '../delivery/link-to-all.ts';
import { isDoubtDue } from '../pacing/doubt.ts';
import type { LaneMessage } from '../pacing/lane.ts';
import { decidePace } from '../pacing/pace.ts';
import { leading, loadOf, type Waiting, wasHeld, worstClass } from './choose-entries.ts';
import { composeMostUrgent } from './compose-most-urgent.ts';
import { deliverMessage } from './deliver-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { doubtfulOn } from './doubtful-on.ts';
import type { Home, Routing } from './find-routes.ts';
import { lookWhole, marksToLook } from './look.ts';
import { restraintOf } from './restraint.ts';
import type { Route } from './route.ts';
import { ruleNotes } from './rule-standings.ts';
import type { TurnEnd } from './turn-end.ts';
import type { WakeUp } from './wake-ups.ts';
import { buryWaiting, stillToTell, UNWRITABLE } from './withhold.ts';
import { writingFor } from './writing.ts';

/** Sends the next message of what is due, on the first route that has something to send now. */
export async function sendDue(
  home: Home,
  { routes, hindered }: Routing,
  wakeUp: WakeUp,
  ports: DispatchPorts,
): Promise<TurnEnd> {
  const isOnly = routes.length === 1 && hindered.length === 0;
  const waits: Extract<TurnEnd, { kind: 'wait' }>[] = hindered.map(({ untilMs }) => ({ kind: 'wait', untilMs }));
  for (const route of routes) {
    const end = await sendOn(home, route, { wakeUp, isOnly }, ports);
    if (end.kind === 'more') return end;
    if (end.kind === 'wait') waits.push(end);
  }
  const [soonest] = waits.toSorted((a, b) => a.untilMs - b.untilMs);
  if (soonest === undefined) return { kind: 'idle' };

  // Only where nothing else waits is it the turn alone that matters.
  return isOnly ? soonest : { kind: 'wait', untilMs: soonest.untilMs };
}

interface Look {
  readonly wakeUp: WakeUp;
  /** Whether this route is all there is on the lane. */
  readonly isOnly: boolean;
}

/** look → pace → choose → compose → deliver. */
async function sendOn(home: Home, route: Route, look: Look, ports: DispatchPorts): Promise<TurnEnd> {
  const nowMs = ports.now();
  const { lane, all } = home;
  // A look that was planned and not made, or a message that failed, means that others wait, worse ones perhaps: they are
  // looked for as well. So is what may have been shown: nobody is woken for what a repetition left out.
  const hasOthers = lane.wakeAt !== undefined || lane.failures > 0 || isDoubtDue(lane, nowMs);
  const marks = hasOthers ? undefined : look.wakeUp.marks;
  const { entries, isWhole } = await lookWhole(marksToLook(marks, route.channels), ports.alerts, nowMs);
  const { named, counted, lookAgain, rules, standings } = await stillToTell(entries, route, home, ports);
  const waiting = [...named, ...counted];
  const isLeft = lookAgain || !isWhole;
  // More of what is due may lie behind what was held back or ended here.
  if (waiting.length === 0)
    return isLeft && entries.length > 0 ? { kind: 'more', look: 'everywhere' } : { kind: 'idle' };

  const restraint = await restraintOf(home, route, waiting, ports, standings);
  const pace = decidePace(route.robotLane.slots, { ...loadOf(waiting), ...restraint.load }, route.limit, nowMs);
  if (pace.kind === 'wait') return { kind: 'wait', untilMs: pace.untilMs, waiting: worstClass(waiting) ?? 0 };
  // A storm's message takes everything due, not only what this wake-up knows of; and what was held till now was held
  // together with others, whose wake-ups come at the same moment.
  const hasCompany = pace.mode === 'storm' || waiting.some(wasHeld);
  if (hasCompany && marks !== undefined) return sendOn(home, route, { ...look, wakeUp: { lane: lane.id } }, ports);

  const doubtful = await doubtfulOn(lane, ports.lanes);
  const id = messageId(nowMs, ports.randomId());
  const occasion = { nowMs, counted, rules, ...linkToAll(ports.publicUrl, id) };
  const write = (some: readonly Waiting[]) =>
    writingFor(route, some, {
      ...occasion,
      ...([...some, ...counted].some(doubtful.maybeShown) ? { possiblyRepeated: true } : {}),
      notes: [...restraint.notes, ...ruleNotes([...some, ...counted], standings)],
    });
  const most = await composeMostUrgent(named, pace.mode, write, ports);
  const { chosen, composition, poisonous } = most;
  if (poisonous.length > 0) await buryWaiting(doubtful.marked(poisonous), UNWRITABLE, all, ports);
  const message: LaneMessage = {
    id,
    kind: 'single',
    channel: leading(chosen.length > 0 ? chosen : counted).name,
    attempt: route.robotLane.failures + 1,
    ...(route.robotLane.id === lane.id ? {} : { through: route.robotLane.id }),
  };
  // What comes meanwhile brings its own wake-up, which looks again at a lane it finds busy.
  const isAll = look.isOnly && !isLeft;
  const isLast = isAll && chosen.length === most.named.length;
  // A look that took all in ends what was planned: the wake-up's own marks would then pass over what it leaves.
  const looked =
    marks === undefined ? ({ lookNext: 'everywhere', ...(isAll ? { lookedAtMs: nowMs } : {}) } as const) : {};

  return deliverMessage(
    { home, route, freeSlots: pace.freeSlots, isLast, standings, ...looked },
    message,
    composition,
    ports,
  );
}
