import type { DueClass } from '../admission/due.ts';
import { recentSlots, slotFreeAt } from './send-window.ts';

/** What waits on a lane, as far as pacing cares. */
export interface Load {
  readonly hasDown: boolean;
  readonly hasCritical: boolean;
  /** Messages it would take to send everything in calm: groups of alerts. */
  readonly groups: number;
  /** Since when the oldest of it waits, ms. */
  readonly oldestSinceMs: number;
  /** Since when the oldest of it is due, ms. Another lane's messages through the same robot don't put its turn off for ever. */
  readonly oldestDueMs?: number;
  /** What a cap held is told in one message, however little it is. */
  readonly summarise?: true;
  /** Not before then (ms) unless a `down` or `critical` is in it: the month's quota is nearly used up. */
  readonly sparseUntilMs?: number;
}

/**
 * Whether and how the next message may leave. `freeSlots` are those it may use,
 * itself included: what is kept for later ones is not among them.
 */
export type Pace =
  /** One alert or group a message. */
  | { readonly kind: 'send'; readonly mode: 'calm'; readonly freeSlots: number }
  /** Everything due in one message. */
  | { readonly kind: 'send'; readonly mode: 'storm'; readonly freeSlots: number }
  | {
      readonly kind: 'wait';
      readonly reason: 'budget' | 'spread' | 'gather' | 'quota';
      readonly untilMs: number;
    };

/** Calm: up to this many groups due, and up to this many messages in the window already. */
const CALM_GROUPS = 3;
const CALM_SENDS = 5;
/** Slots kept for `down` alerts, of the vendors' 20. */
const DOWN_RESERVE = 5;
/** A `down` never waits longer than this for its turn, ms. */
const DOWN_GAP_MS = 3_750;
const CRITICAL_GAP_MS = 6_000;
const OTHER_GAP_MS = 15_000;
/** A storm without `down` or `critical` is given this long to show its size, ms. */
const GATHER_MS = 2_000;

/**
 * When the next message of a lane may leave. In calm at once; in a storm each
 * message takes everything due and the slots are spread over the minute, so
 * that one is never far away for a `down`.
 *
 * Pure: the caller takes the slot under a conditional write and asks again
 * when another worker was first.
 */
export function decidePace(slots: readonly number[], load: Load, limit: number, nowMs: number): Pace {
  const sent = recentSlots(slots, nowMs);
  const urgent = load.hasDown || load.hasCritical;
  if (!urgent && load.sparseUntilMs !== undefined && load.sparseUntilMs > nowMs) {
    return { kind: 'wait', reason: 'quota', untilMs: load.sparseUntilMs };
  }
  const together = load.summarise === true || load.sparseUntilMs !== undefined;
  const calm = !together && load.groups <= CALM_GROUPS && !isBusy(slots, limit, nowMs);
  const freeAt = slotAt(slots, load, limit, calm || load.hasDown ? limit : unreserved(limit), nowMs);
  if (freeAt > nowMs) return { kind: 'wait', reason: 'budget', untilMs: freeAt };

  // Where a robot takes few messages, one that becomes two must not take the slot of what comes next.
  const kept = Math.max(1, load.hasDown ? 0 : downReserve(limit));
  const freeSlots = Math.max(1, limit - sent.length - kept);
  if (calm) return { kind: 'send', mode: 'calm', freeSlots };

  const spreadUntil = ownTurn(slots, load, limit, nowMs);
  if (spreadUntil > nowMs) return { kind: 'wait', reason: 'spread', untilMs: spreadUntil };

  const gatherUntil = urgent ? nowMs : load.oldestSinceMs + GATHER_MS;
  if (gatherUntil > nowMs) return { kind: 'wait', reason: 'gather', untilMs: gatherUntil };

  return { kind: 'send', mode: 'storm', freeSlots };
}

/** Whether the last minute saw too many messages for calm, whatever waits now. */
export function isBusy(slots: readonly number[], limit: number, nowMs: number): boolean {
  return recentSlots(slots, nowMs).length > calmSends(limit);
}

/** When a storm's next message may leave whose worst is of this class; now when it may at once. */
export function stormTurn(slots: readonly number[], worst: DueClass, limit: number, nowMs: number): number {
  const freeAt = slotFreeAt(slots, worst === 0 ? limit : unreserved(limit), nowMs);
  return Math.max(freeAt, spreadTurn(slots, worst, limit, nowMs));
}

/** When a slot is free that may be used. Those kept for `down` may be used by what was due for a whole gap, too. */
function slotAt(slots: readonly number[], load: Load, limit: number, usable: number, nowMs: number): number {
  const own = slotFreeAt(slots, usable, nowMs);
  return Math.min(own, Math.max(slotFreeAt(slots, limit, nowMs), gapOverAt(slots, load, limit, nowMs)));
}

function gapOverAt(slots: readonly number[], load: Load, limit: number, nowMs: number): number {
  if (load.oldestDueMs === undefined) return Number.POSITIVE_INFINITY;
  return load.oldestDueMs + gapMs(recentSlots(slots, nowMs), classOf(load), limit, nowMs);
}

/**
 * A lane that shares its robot with another would never see the time since the
 * last message grow. What was due for a whole gap has its turn half-way to the
 * next `down`: at the same moment as that one it would lose the robot each time.
 */
function ownTurn(slots: readonly number[], load: Load, limit: number, nowMs: number): number {
  const turn = spreadTurn(slots, classOf(load), limit, nowMs);
  if (load.hasDown) return turn;
  const sent = recentSlots(slots, nowMs);
  const between = (sent.at(-1) ?? nowMs) + gapMs(sent, 0, limit, nowMs) / 2;

  return Math.min(turn, Math.max(nowMs, gapOverAt(slots, load, limit, nowMs), between));
}

function spreadTurn(slots: readonly number[], worst: DueClass, limit: number, nowMs: number): number {
  const sent = recentSlots(slots, nowMs);
  const last = sent.at(-1);
  return last === undefined ? nowMs : Math.max(nowMs, last + gapMs(sent, worst, limit, nowMs));
}

function classOf({ hasDown, hasCritical }: Load): DueClass {
  if (hasDown) return 0;
  return hasCritical ? 1 : 2;
}

/** Slots of a robot's minute that are not kept for `down` alerts. */
export function unreserved(limit: number): number {
  return limit - downReserve(limit);
}

/** With a limit below the vendors', the share of singles and of the reserve shrinks with it; of two slots one is kept. */
function calmSends(limit: number): number {
  return Math.min(CALM_SENDS, Math.floor(limit / 4));
}

function downReserve(limit: number): number {
  return limit === 1 ? 0 : Math.max(1, Math.min(DOWN_RESERVE, Math.floor((limit * 3) / 10)));
}

/** The free slots shared out over the time until the oldest one comes back. */
function gapMs(sent: readonly number[], worst: DueClass, limit: number, nowMs: number): number {
  if (worst === 2) return OTHER_GAP_MS;
  const oldest = sent[0] ?? nowMs;
  const untilFreeMs = slotFreeAt([oldest], 1, nowMs) - nowMs;
  const shareMs = Math.min(DOWN_GAP_MS, untilFreeMs / Math.max(1, limit - sent.length));

  return worst === 0 ? shareMs : Math.max(shareMs, CRITICAL_GAP_MS);
}
