import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Arrival } from '#shared/admission/alert-store.ts';
import {
  ALREADY_DUE,
  alreadyDueValues,
  arrivalValues,
  CHANGED_TWICE,
  CONTENT,
  END_VALUES,
  endedEpisode,
  FIRED_AGAIN,
  FIRING,
  given,
  hasEpisode,
  NEVER_SEEN,
  NO_LONGER_ENDED,
  NOT_WORSE,
  now,
  OLDER_EPISODE,
  ofThisEpisode,
  RESOLVED,
  SAME_EPISODE,
  TELLABLE,
  UNTOLD_SINCE,
} from './alert-clauses.ts';

/**
 * The conditional writes of what arrives on an alert item and is to be told,
 * one function each. Those of what is not, or later, are in
 * alert-quiet-writes.ts; those of what was told are in alert-tellings.ts.
 *
 *   absent ── fire ──▶ F ── fire (repeat) ──▶ F        keeps `due`, else takes `quiet`
 *                      F ── raise ─────────▶ F        level rose or episode is newer: due now, v+1
 *                      F ── recover ───────▶ R        due now, v+1
 *                      F ── recoverSuppressed ▶ R     its firing was suppressed (`sup`): not due, v+1
 *   absent ── recoverUnseen ──────────────▶ R
 *                      R ── recoverUnseen ──▶ R        episode is newer: due now, v+1
 *                      R ── raise | refire ▶ F        due now, v+1
 *
 * `up` is when it fired again, while it fires; `f0` to `f3` are the last four
 * changes before, of which its end writes two at once, its own and that of its
 * firing. A rise in level finds `up` and keeps it, so that it is not taken for
 * a change (docs/decisions/0013).
 *
 * `fr` counts how often its firing was received since it last fired anew or got
 * worse: `n` can't say that it repeats, since it counts ends and earlier episodes.
 *
 * `v` counts transitions, not receipts: an alert that repeats faster than a
 * post takes could otherwise never be acknowledged. `exp` is on an item only
 * while nothing is due, since the table deletes expired items by itself.
 */
export interface ConditionalWrite {
  readonly update: string;
  readonly condition: string;
  readonly names?: Record<string, string>;
  readonly values: Record<string, AttributeValue>;
}

/** A new alert, or one that goes on. */
export function fireWrite(arrival: Arrival): ConditionalWrite {
  const episode = hasEpisode(arrival) ? 'ep = :ep' : 'ep = if_not_exists(ep, :ep)';
  const sameEpisode = hasEpisode(arrival) ? ` AND ${SAME_EPISODE}` : '';
  // The quiet time of a message may end while a rule holds everything.
  const due = arrival.heldUntilMs === undefined ? 'if_not_exists(quiet, :due)' : ':due';
  return {
    update:
      `SET st = :F, ${episode}, lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, ` +
      `due = if_not_exists(due, ${due}), v = if_not_exists(v, :one), up = if_not_exists(up, :never) ` +
      `ADD n :k, fr :one REMOVE ${NO_LONGER_ENDED}`,
    condition: `${NEVER_SEEN} OR (${FIRING}${sameEpisode} AND ${NOT_WORSE})`,
    values: arrivalValues(arrival, arrival.due, [':F', ':ep', ':lv', ':one', ':never', ...given(arrival, ':guess')]),
  };
}

/** A rise in level, or a newer episode. */
export function raiseWrite(arrival: Arrival): ConditionalWrite {
  const set = hasEpisode(arrival) ? 'ep = :ep, ' : '';
  return {
    update: `SET st = :F, ${set}lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, ${FIRED_AGAIN}, fr = :one, due = :due ADD n :k, v :one REMOVE ${NO_LONGER_ENDED}`,
    condition: hasEpisode(arrival) ? `${OLDER_EPISODE} OR (${FIRING} AND ${SAME_EPISODE})` : FIRING,
    values: arrivalValues(arrival, now(arrival), [':F', ':lv', ':one', ...given(arrival, ':ep', ':guess')]),
  };
}

/** Only a firing without start time gets here with a chance: with one, `raise` has covered every newer episode. */
export function refireWrite(arrival: Arrival): ConditionalWrite {
  const older = hasEpisode(arrival) ? ` AND ${OLDER_EPISODE}` : '';
  return {
    update: `SET st = :F, ep = :ep, lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, ${FIRED_AGAIN}, fr = :one, due = :due ADD n :k, v :one REMOVE ${NO_LONGER_ENDED}`,
    condition: `${RESOLVED}${older}`,
    values: arrivalValues(arrival, now(arrival), [':F', ':R', ':ep', ':lv', ':one']),
  };
}

/**
 * The episode becomes the one that ended, or the late firing of an end that
 * came before it would begin a new one.
 */
export function recoverWrite(arrival: Arrival): ConditionalWrite {
  return {
    update: `SET st = :R, ${endedEpisode(arrival)}${CONTENT}, ${UNTOLD_SINCE}, ${CHANGED_TWICE}, due = :due ADD n :k, v :one REMOVE ${NO_LONGER_ENDED}, up`,
    condition: `${ofThisEpisode(arrival)} AND ${TELLABLE}`,
    values: arrivalValues(arrival, now(arrival), [...END_VALUES, ...given(arrival, ':ep', ':guess')]),
  };
}

/**
 * Never seen at all, or not in this newer episode: its firing went by before
 * us, its end is told all the same. Or its firing came between `recover` and
 * this write: then this ends it.
 */
export function recoverUnseenWrite(arrival: Arrival): ConditionalWrite {
  const newer = hasEpisode(arrival) ? ` OR (${RESOLVED} AND ${OLDER_EPISODE})` : '';
  return {
    update: `SET st = :R, ep = :ep, lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, ${CHANGED_TWICE}, due = :due ADD n :k, v :one REMOVE ${NO_LONGER_ENDED}, up`,
    condition: `${NEVER_SEEN} OR (${ofThisEpisode(arrival)} AND ${TELLABLE})${newer}`,
    values: arrivalValues(arrival, now(arrival), [...END_VALUES, ':ep', ':lv', ...given(arrival, ':guess')]),
  };
}

/**
 * The ways to write a transition, of which the first that applies counts. Where
 * a rule holds what comes now, what was due before the hold began stays so: a
 * window that closed meanwhile must not put it off until it opens again.
 */
export function transitionWrites(
  arrival: Arrival,
  write: (arrival: Arrival) => ConditionalWrite,
): readonly ConditionalWrite[] {
  const { heldUntilMs, ...open } = arrival;
  if (heldUntilMs === undefined) return [write(arrival)];
  const when = (one: ConditionalWrite, condition: string): ConditionalWrite => ({
    ...one,
    condition: `(${one.condition}) AND ${condition}`,
    values: { ...one.values, ...alreadyDueValues(arrival.nowMs) },
  });

  return [when(write(arrival), `NOT ${ALREADY_DUE}`), when(write(open), ALREADY_DUE)];
}

/** A status as the table keeps it. */
export function statusLetter(status: 'firing' | 'resolved'): 'F' | 'R' {
  return status === 'firing' ? 'F' : 'R';
}
