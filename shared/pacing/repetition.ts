import { keyOf } from '../admission/alert-store.ts';
import { doubting, withDoubtful } from './doubt.ts';
import type { AlertRef, Lane, LaneMessage } from './lane.ts';

/**
 * A message whose answer was lost, or whose worker died, goes out again as it
 * was so often. It goes before all else, so that longer than this it would be in
 * the way of alerts whose answers are not lost, or that do not kill who sends
 * them. A robot that does not answer is tried less and less often: that goes on
 * for so long, ms, and once in any case.
 */
const SAME_MESSAGE_TIMES = 6;
const SAME_MESSAGE_MS = 6 * 60_000;

/**
 * Messages a lane has to repeat at most. What more there is is not repeated, only told as what may have been shown. One
 * that is made simpler is always kept: composed anew it would be refused anew.
 */
const MOST_TO_REPEAT = 4;

/** The messages a lane has to repeat, the oldest first. */
export function repetitions({ again, alsoAgain = [] }: Pick<Lane, 'again' | 'alsoAgain'>): readonly LaneMessage[] {
  // One that is done with by a worker of a version that knew of one only leaves the others.
  return again === undefined ? alsoAgain : [again, ...alsoAgain];
}

/** Whether a message is one the lane has to repeat, under its own or another id. */
export function isRepetition(lane: Pick<Lane, 'again' | 'alsoAgain'>, message: LaneMessage): boolean {
  return repetitions(lane).some((one) => isOf(one, message));
}

function isOf({ id }: LaneMessage, message: LaneMessage): boolean {
  return id === message.id || id === message.insteadOf;
}

/**
 * The lane with a message to repeat, `as` it is next. Only messages about alerts are worth it; a lost mention is still
 * there as follow-up. `refs` are its alerts, also where their list is not on the lane.
 */
export function toRepeat(lane: Lane, message: LaneMessage, as = message, refs = message.refs): Lane {
  const aboutAlerts = message.kind !== 'test' && message.kind !== 'mention' && message.kind !== 'notice';
  if (!aboutAlerts) return lane;
  const next: LaneMessage = { ...as, attempt: message.attempt + 1 };

  return withoutSurplus(exchanged(lane, message, [next]), next, refs);
}

/** The lane that has no more to repeat than it should, given the alerts of the `newest`. Others are known if it lists them. */
function withoutSurplus(lane: Lane, newest: LaneMessage, refs: readonly AlertRef[] | undefined): Lane {
  const all = repetitions(lane);
  if (all.length <= MOST_TO_REPEAT) return lane;
  const refsIn = (one: LaneMessage) => (one.id === newest.id ? refs : one.refs);
  const surplus = all.findLast((one) => one.simpler === undefined && refsIn(one) !== undefined);
  if (surplus === undefined) return lane;

  return doubting(
    withRepetitions(
      lane,
      all.filter((one) => one !== surplus),
    ),
    refsIn(surplus) ?? [],
  );
}

/** How a message was lost. */
export interface Loss {
  readonly lostAtMs: number;
  /** When its robot is tried again, which did not answer, ms; absent where it was the worker that died. */
  readonly againAtMs?: number;
  /** The alerts in it, as far as they are known. */
  readonly refs: readonly AlertRef[];
}

/** The lane after a message went out of which nobody knows what became. */
export function afterLoss(lane: Lane, message: LaneMessage, { lostAtMs, againAtMs, refs }: Loss): Lane {
  const { sinceMs, times } = message.lost ?? { sinceMs: lostAtMs, times: 0 };
  const isTooLong = againAtMs !== undefined && againAtMs > sinceMs + SAME_MESSAGE_MS;
  const isOver = times > 0 && (isTooLong || times >= SAME_MESSAGE_TIMES);
  const { unusedId: _out, mayShow = [], ...shown } = message;
  const left = isOver
    ? doubting(exchanged(lane, message, []), refs)
    : toRepeat(lane, message, { ...shown, maybeShown: true, lost: { sinceMs, times: times + 1 } }, refs);

  // A robot that knows the message shows it as it was first, or as it is by now.
  return doubting(left, mayShow);
}

/** The lane that has not to repeat this message any more. */
export function withoutRepetition(lane: Lane, message: LaneMessage): Lane {
  return isRepetition(lane, message) ? exchanged(lane, message, []) : lane;
}

/** The lane after these alerts were told: none of them waits to be told again. */
export function afterTelling(lane: Lane, refs: readonly AlertRef[]): Lane {
  if (repetitions(lane).length === 0 && lane.doubtful === undefined) return lane;
  const told = new Set(refs.map(keyOf));
  const untold = (all: readonly AlertRef[]) => all.filter((ref) => !told.has(keyOf(ref)));
  const left = repetitions(lane).map((one) => (one.refs === undefined ? one : { ...one, refs: untold(one.refs) }));

  return withDoubtful(withRepetitions(lane, left), untold(lane.doubtful ?? []));
}

/** The lane with other messages in the place of one that it has to repeat, or behind all. What that one left is doubtful. */
function exchanged(lane: Lane, message: LaneMessage, next: readonly LaneMessage[]): Lane {
  const all = repetitions(lane);
  const place = all.findIndex((one) => isOf(one, message));
  const some = next.map(({ doubtful: _left, mayShow: _shown, ...one }) => one);
  const list = place === -1 ? [...all, ...some] : all.toSpliced(place, 1, ...some);

  return doubting(withRepetitions(lane, list), message.doubtful ?? []);
}

function withRepetitions(lane: Lane, [first, ...others]: readonly LaneMessage[]): Lane {
  const { again: _first, alsoAgain: _others, ...rest } = lane;
  return {
    ...rest,
    ...(first === undefined ? {} : { again: first }),
    ...(others.length === 0 ? {} : { alsoAgain: others }),
  };
}

/** The same alerts in a message of another id: their list stays where it is. */
export function renamed(message: LaneMessage, id: string): LaneMessage {
  const manifest = message.chunks === undefined ? {} : { manifestOf: message.manifestOf ?? message.id };
  return { ...message, ...manifest, id, unusedId: true, insteadOf: message.id };
}

/** A refused message under another id, by now unseen by any robot. What went out before may have been shown all the same. */
export function refused({ lost: _former, ...message }: LaneMessage, id: string): LaneMessage {
  return renamed(message, id);
}
