import { type Lane, LOOK_AGAIN_MS } from './lane.ts';
import { type Load, unreserved } from './pace.ts';
import { recentSlots, slotFreeAt } from './send-window.ts';

/** A robot of a channel, with its lane as it is now. */
export interface Sight {
  readonly lane: Lane;
  /** Messages a minute that count for it now. */
  readonly limit: number;
}

/** Why nothing can go through a robot just now: the gravest of what is in the way, and when the last of it ends, ms. */
export interface Unusable {
  readonly kind: 'muted' | 'backing-off' | 'busy' | 'budget';
  readonly untilMs: number;
}

/** Which robot of a channel takes the next message: its place in the candidates. */
export type RobotChoice =
  | { readonly kind: 'use'; readonly index: number }
  /** `reasons` has one for each candidate, in their order; the first ends at `untilMs`. */
  | { readonly kind: 'none'; readonly untilMs: number; readonly reasons: readonly Unusable[] };

/**
 * The robot for a channel's next message. The home robot (the first) while it
 * works and has budget; else the healthiest, which is one without failures,
 * then the one with most free slots.
 *
 * A robot that failed and whose wait is over is on probation. The home robot
 * is tried again, or it would never get its channel back; another one only
 * when no healthy one can send. A `down` is not for trying: it takes a healthy
 * robot while there is one.
 */
export function chooseRobot(candidates: readonly Sight[], load: Pick<Load, 'hasDown'>, nowMs: number): RobotChoice {
  const { hasDown } = load;
  const judged = candidates.map((candidate, index) => ({
    index,
    healthy: candidate.lane.failures === 0,
    free: freeSlots(candidate, load, nowMs),
    unusable: unusableBecause(candidate, load, nowMs),
  }));
  const usable = judged.filter(({ unusable }) => unusable === undefined);
  const healthy = usable.filter((robot) => robot.healthy);
  const home = usable.find(({ index }) => index === 0);
  if (home !== undefined && (home.healthy || !hasDown || healthy.length === 0)) return { kind: 'use', index: 0 };

  const [best] = (healthy.length > 0 ? healthy : usable).toSorted((a, b) => b.free - a.free || a.index - b.index);
  if (best !== undefined) return { kind: 'use', index: best.index };

  const reasons = judged.flatMap(({ unusable }) => unusable ?? []);
  const untilMs = reasons.length === 0 ? nowMs + LOOK_AGAIN_MS : Math.min(...reasons.map((one) => one.untilMs));
  return { kind: 'none', untilMs, reasons };
}

/** What is in the way of one robot; undefined when nothing is. */
export function unusableBecause(
  { lane, limit }: Sight,
  load: Pick<Load, 'hasDown'>,
  nowMs: number,
): Unusable | undefined {
  const waits: readonly Unusable[] = [
    { kind: 'muted', untilMs: lane.mutedUntil ?? 0 },
    { kind: 'backing-off', untilMs: lane.retryAt ?? 0 },
    { kind: 'busy', untilMs: busyUntil(lane, nowMs) },
    { kind: 'budget', untilMs: slotFreeAt(lane.slots, slotsFor(load, limit), nowMs) },
  ];
  const [gravest, ...others] = waits.filter(({ untilMs }) => untilMs > nowMs);

  return gravest && { ...gravest, untilMs: Math.max(gravest.untilMs, ...others.map(({ untilMs }) => untilMs)) };
}

/** Another worker holds it, or a request through it may still be answered; one whose worker died must be taken over first. */
function busyUntil({ till, inFlight, inFlightUntil }: Lane, nowMs: number): number {
  if (inFlight !== undefined) return Math.max(inFlightUntil ?? 0, nowMs + LOOK_AGAIN_MS);
  return till !== undefined && till >= nowMs ? nowMs + LOOK_AGAIN_MS : nowMs;
}

function freeSlots({ lane, limit }: Sight, load: Pick<Load, 'hasDown'>, nowMs: number): number {
  return slotsFor(load, limit) - recentSlots(lane.slots, nowMs).length;
}

/** The slots kept for `down` are free for nothing else. */
function slotsFor({ hasDown }: Pick<Load, 'hasDown'>, limit: number): number {
  return hasDown ? limit : unreserved(limit);
}
