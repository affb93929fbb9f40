import type { Lane, LaneMessage } from './lane.ts';

/**
 * A message whose answer was lost, or whose worker died, goes out again as it
 * was for so long, ms, and so often. It goes before all else, so that longer
 * than this it would be in the way of alerts whose answers are not lost, or
 * that do not kill who sends them. Once it goes in any case: a robot that is in
 * trouble for hours is tried every five minutes.
 */
const SAME_MESSAGE_MS = 6 * 60_000;
const SAME_MESSAGE_TIMES = 6;

/** Whether a message is the one the lane has to repeat, under its own or another id. */
export function isRepetition({ again }: Pick<Lane, 'again'>, { id, insteadOf }: LaneMessage): boolean {
  return again !== undefined && (again.id === id || again.id === insteadOf);
}

/** The lane with a message to repeat. Only messages about alerts are worth it; a lost mention is still there as follow-up. */
export function toRepeat(lane: Lane, message: LaneMessage): Lane {
  const aboutAlerts = message.kind !== 'test' && message.kind !== 'mention' && message.kind !== 'notice';
  return aboutAlerts ? { ...lane, again: { ...message, attempt: message.attempt + 1 } } : lane;
}

/** The lane after a message went out of which nobody knows what became; it can go out again at `againAtMs`. */
export function afterLoss(
  lane: Lane,
  { unusedId: _out, ...message }: LaneMessage,
  { lostAtMs, againAtMs }: { readonly lostAtMs: number; readonly againAtMs: number },
): Lane {
  const { sinceMs, times } = message.lost ?? { sinceMs: lostAtMs, times: 0 };
  const isOver = times > 0 && (times >= SAME_MESSAGE_TIMES || againAtMs > sinceMs + SAME_MESSAGE_MS);
  if (isOver) return withoutRepetition(lane, message);

  return toRepeat(lane, { ...message, maybeShown: true, lost: { sinceMs, times: times + 1 } });
}

/** The lane that has not to repeat this message any more. */
export function withoutRepetition(lane: Lane, message: LaneMessage): Lane {
  if (!isRepetition(lane, message)) return lane;
  const { again: _over, ...rest } = lane;

  return rest;
}

/** The same alerts in a message of another id: their list stays where it is. */
export function renamed(message: LaneMessage, id: string): LaneMessage {
  const manifest = message.chunks === undefined ? {} : { manifestOf: message.manifestOf ?? message.id };
  return { ...message, ...manifest, id, unusedId: true, insteadOf: message.id };
}

/** A refused message under another id, by now unseen by any robot: what it told before was not shown. */
export function refused({ maybeShown: _not, lost: _known, ...message }: LaneMessage, id: string): LaneMessage {
  return renamed(message, id);
}
