import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Arrival } from '#shared/admission/alert-store.ts';
import { type Due, encodeDue } from '#shared/admission/due.ts';
import { bytes, numeric, text } from './attribute-values.ts';

/**
 * The conditional writes of what arrives on an alert item, one function each;
 * those of what was told are in alert-tellings.ts.
 *
 *   absent ── fire ──▶ F ── fire (repeat) ──▶ F        keeps `due`, else takes `quiet`
 *                      F ── raise ─────────▶ F        level rose or episode is newer: due now, v+1
 *                      F ── recover ───────▶ R        due now, v+1
 *   absent ── recoverUnseen ──────────────▶ R
 *                      R ── recoverUnseen ──▶ R        episode is newer: due now, v+1
 *                      R ── raise | refire ▶ F        due now, v+1
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

const NEVER_SEEN = 'attribute_not_exists(ep)';
const FIRING = 'st = :F';
const RESOLVED = 'st = :R';
/** A receipt time stands in for the start of an episode whose source gave none: any start time may be its. */
const EPISODE_GUESSED = 'contains(ep, :guess)';
const SAME_EPISODE = `(ep = :ep OR ${EPISODE_GUESSED})`;
const NOT_WORSE = 'lv <= :lv';
const OLDER_EPISODE = 'ep < :ep';
const NOT_NEWER_EPISODE = `(ep <= :ep OR ${EPISODE_GUESSED})`;
const NOT_WAITING = 'attribute_not_exists(due)';

/** What the latest receipt says, and when it came. */
const CONTENT = 'b = :b, c = :c, lastAt = :now, firstAt = if_not_exists(firstAt, :now)';
const UNTOLD_SINCE = 'since = if_not_exists(since, :now)';
const NO_LONGER_ENDED = 'exp, dead, sup';

/** Without a start time a stored episode goes on, whichever it is. */
function hasEpisode(arrival: Arrival): boolean {
  return arrival.episode !== undefined;
}

/** The values an expression uses only where the source gave a start time. */
function given(arrival: Arrival, ...names: readonly string[]): readonly string[] {
  return hasEpisode(arrival) ? names : [];
}

/** Ends a guessed episode instead of the `Z` of a real one; both sort by time. */
const GUESSED = '~';

function guessedEpisode(nowMs: number): string {
  return new Date(nowMs).toISOString().replace('Z', GUESSED);
}

/** The start of an episode as a time, guessed or not. */
export function episodeTime(stored: string): string {
  return stored.replace(GUESSED, 'Z');
}

export function fireWrite(arrival: Arrival): ConditionalWrite {
  const episode = hasEpisode(arrival) ? 'ep = :ep' : 'ep = if_not_exists(ep, :ep)';
  const sameEpisode = hasEpisode(arrival) ? ` AND ${SAME_EPISODE}` : '';
  return {
    update:
      `SET st = :F, ${episode}, lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, ` +
      'due = if_not_exists(due, if_not_exists(quiet, :due)), v = if_not_exists(v, :one) ' +
      `ADD n :k REMOVE ${NO_LONGER_ENDED}`,
    condition: `${NEVER_SEEN} OR (${FIRING}${sameEpisode} AND ${NOT_WORSE})`,
    values: arrivalValues(arrival, arrival.due, [':F', ':ep', ':lv', ':one', ...given(arrival, ':guess')]),
  };
}

export function raiseWrite(arrival: Arrival): ConditionalWrite {
  const set = hasEpisode(arrival) ? 'ep = :ep, ' : '';
  return {
    update: `SET st = :F, ${set}lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, due = :due ADD n :k, v :one, flips :one REMOVE ${NO_LONGER_ENDED}`,
    condition: hasEpisode(arrival) ? `${OLDER_EPISODE} OR (${FIRING} AND ${SAME_EPISODE})` : FIRING,
    values: arrivalValues(arrival, now(arrival), [':F', ':lv', ':one', ...given(arrival, ':ep', ':guess')]),
  };
}

/** Only a firing without start time gets here with a chance: with one, `raise` has covered every newer episode. */
export function refireWrite(arrival: Arrival): ConditionalWrite {
  const older = hasEpisode(arrival) ? ` AND ${OLDER_EPISODE}` : '';
  return {
    update: `SET st = :F, ep = :ep, lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, due = :due ADD n :k, v :one, flips :one REMOVE ${NO_LONGER_ENDED}`,
    condition: `${RESOLVED}${older}`,
    values: arrivalValues(arrival, now(arrival), [':F', ':R', ':ep', ':lv', ':one']),
  };
}

/**
 * `sup` stays: the end of an alert that was masked is no news either. The
 * episode becomes the one that ended, or the late firing of an end that came
 * before it would begin a new one.
 */
export function recoverWrite(arrival: Arrival): ConditionalWrite {
  return {
    update: `SET st = :R, ${endedEpisode(arrival)}${CONTENT}, ${UNTOLD_SINCE}, due = :due ADD n :k, v :one REMOVE exp, dead`,
    condition: ofThisEpisode(arrival),
    values: arrivalValues(arrival, now(arrival), [':F', ':R', ':one', ...given(arrival, ':ep', ':guess')]),
  };
}

export function recoverQuietlyWrite(arrival: Arrival): ConditionalWrite {
  const { [':due']: _due, ...values } = arrivalValues(arrival, arrival.due, [
    ':F',
    ':R',
    ':one',
    ...given(arrival, ':ep', ':guess'),
  ]);
  return {
    update: `SET st = :R, ${endedEpisode(arrival)}${CONTENT}, sup = :sup ADD n :k, v :one`,
    condition: ofThisEpisode(arrival),
    values: { ...values, ':sup': text('recovery-off') },
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
    update: `SET st = :R, ep = :ep, lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, due = :due ADD n :k, v :one REMOVE exp, dead`,
    condition: `${NEVER_SEEN} OR (${ofThisEpisode(arrival)})${newer}`,
    values: arrivalValues(arrival, now(arrival), [':F', ':R', ':ep', ':lv', ':one', ...given(arrival, ':guess')]),
  };
}

export function suppressWrite(
  arrival: Arrival,
  reason: string,
  expSeconds: number,
  only: 'unseen' | 'any',
): ConditionalWrite {
  const { [':due']: _due, ...values } = arrivalValues(arrival, arrival.due, [
    ':ep',
    ':lv',
    ':one',
    ...(only === 'any' ? given(arrival, ':guess') : []),
  ]);
  const episode = hasEpisode(arrival) ? 'ep = :ep' : 'ep = if_not_exists(ep, :ep)';
  const notLate = hasEpisode(arrival) ? ` AND ${NOT_NEWER_EPISODE}` : '';
  return {
    update: `SET st = :st, ${episode}, lv = :lv, ${CONTENT}, v = if_not_exists(v, :one), sup = :sup, exp = :exp ADD n :k`,
    condition: only === 'unseen' ? NEVER_SEEN : `${NEVER_SEEN} OR (${NOT_WAITING}${notLate})`,
    values: {
      ...values,
      ':st': text(statusLetter(arrival.status)),
      ':sup': text(reason),
      ':exp': numeric(expSeconds),
    },
  };
}

/** A receipt that changes nothing else. */
export function countWrite(arrival: Arrival): ConditionalWrite {
  return {
    update: 'SET lastAt = :now ADD n :k',
    condition: 'attribute_exists(ep)',
    values: { ':now': numeric(arrival.nowMs), ':k': numeric(arrival.receipts) },
  };
}

function endedEpisode(arrival: Arrival): string {
  return hasEpisode(arrival) ? 'ep = :ep, ' : '';
}

function ofThisEpisode(arrival: Arrival): string {
  return hasEpisode(arrival) ? `${FIRING} AND ${NOT_NEWER_EPISODE}` : FIRING;
}

function now(arrival: Arrival): Due {
  return { class: arrival.due.class, atMs: arrival.nowMs };
}

function arrivalValues(arrival: Arrival, due: Due, optional: readonly string[]): Record<string, AttributeValue> {
  const all: Record<string, AttributeValue> = {
    ':F': text('F'),
    ':R': text('R'),
    ':ep': text(arrival.episode ?? guessedEpisode(arrival.nowMs)),
    ':guess': text(GUESSED),
    ':lv': numeric(arrival.level),
    ':one': numeric(1),
  };
  // The table refuses values an expression does not use.
  const used = Object.fromEntries(Object.entries(all).filter(([name]) => optional.includes(name)));

  return {
    ...used,
    ':b': text(arrival.brief),
    ':c': bytes(arrival.content),
    ':now': numeric(arrival.nowMs),
    ':k': numeric(arrival.receipts),
    ':due': text(encodeDue(due)),
  };
}

/** A status as the table keeps it. */
export function statusLetter(status: 'firing' | 'resolved'): 'F' | 'R' {
  return status === 'firing' ? 'F' : 'R';
}
