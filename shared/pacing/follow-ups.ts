import type { FollowUp, Lane } from './lane.ts';

/** More than these do not wait on a lane: each is part of its item, and the later a mention comes the less it helps. */
const MAX_WAITING = 8;

/** The mentions a lane owes, the newest first: its robot has just worked. */
export function followUpsOf({ followUp }: Pick<Lane, 'followUp'>): readonly FollowUp[] {
  const waiting: FollowUp[] = [];
  for (let one = followUp; one !== undefined; one = one.next) waiting.push(one);

  return waiting;
}

/** The lane with one more to send; of too many it keeps the newest. */
export function withFollowUp(lane: Lane, newest: FollowUp): Lane {
  return owing(lane, [newest, ...followUpsOf(lane)].slice(0, MAX_WAITING));
}

/** Those that have no room beside one more. */
export function crowdedOut(lane: Pick<Lane, 'followUp'>): readonly FollowUp[] {
  return followUpsOf(lane).slice(MAX_WAITING - 1);
}

/** The lane without what completes this message; those of yesterday's version don't say what they complete. */
export function withoutFollowUp(lane: Lane, completes: string | undefined): Lane {
  const waiting = followUpsOf(lane);
  const done = waiting.findIndex((one) => one.completes === completes);

  return owing(
    lane,
    waiting.filter((_, at) => at !== done),
  );
}

function owing({ followUp: _before, ...lane }: Lane, waiting: readonly FollowUp[]): Lane {
  const chain = waiting.reduceRight<FollowUp | undefined>((next, { next: _former, ...one }) => {
    return next === undefined ? one : { ...one, next };
  }, undefined);

  return chain === undefined ? lane : { ...lane, followUp: chain };
}
