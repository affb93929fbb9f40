import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Acknowledgement, Arrival } from '#shared/admission/alert-store.ts';
import { type Due, encodeDue } from '#shared/admission/due.ts';
import { bytes, numeric, text } from './attribute-values.ts';

/**
 * The conditional writes on an alert item, one function each.
 *
 *   absent ── fire ──▶ F ── fire (repeat) ──▶ F        keeps `due`, else takes `quiet`
 *                      F ── raise ─────────▶ F        level rose or episode is newer: due now, v+1
 *                      F ── recover ───────▶ R        due now, v+1
 *   absent ── recoverUnseen ──────────────▶ R
 *                      R ── recoverUnseen ──▶ R        episode is newer: due now, v+1
 *                      R ── raise | refire ▶ F        due now, v+1
 *
 * A message acknowledges the version it told. When the item moved on meanwhile
 * the acknowledgement only notes what was told, and the newer state stays due.
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
const SAME_EPISODE = 'ep = :ep';
const NOT_WORSE = 'lv <= :lv';
const OLDER_EPISODE = 'ep < :ep';
const NOT_NEWER_EPISODE = 'ep <= :ep';
const NOT_WAITING = 'attribute_not_exists(due)';

/** What the latest receipt says, and when it came. */
const CONTENT = 'b = :b, c = :c, lastAt = :now, firstAt = if_not_exists(firstAt, :now)';
const UNTOLD_SINCE = 'since = if_not_exists(since, :now)';
const NO_LONGER_ENDED = 'exp, dead, sup';

/** Without a start time a stored episode goes on, whichever it is. */
function hasEpisode(arrival: Arrival): boolean {
  return arrival.episode !== undefined;
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
    values: arrivalValues(arrival, arrival.due, [':F', ':ep', ':lv', ':one']),
  };
}

export function raiseWrite(arrival: Arrival): ConditionalWrite {
  const set = hasEpisode(arrival) ? 'ep = :ep, ' : '';
  return {
    update: `SET st = :F, ${set}lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, due = :due ADD n :k, v :one, flips :one REMOVE ${NO_LONGER_ENDED}`,
    condition: hasEpisode(arrival) ? `${OLDER_EPISODE} OR (${FIRING} AND ${SAME_EPISODE})` : FIRING,
    values: arrivalValues(arrival, now(arrival), [':F', ':lv', ':one', ...(hasEpisode(arrival) ? [':ep'] : [])]),
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

/** `sup` stays: the end of an alert that was masked is no news either. */
export function recoverWrite(arrival: Arrival): ConditionalWrite {
  return {
    update: `SET st = :R, ${CONTENT}, ${UNTOLD_SINCE}, due = :due ADD n :k, v :one REMOVE exp, dead`,
    condition: ofThisEpisode(arrival),
    values: arrivalValues(arrival, now(arrival), [':F', ':R', ':one', ...(hasEpisode(arrival) ? [':ep'] : [])]),
  };
}

export function recoverQuietlyWrite(arrival: Arrival): ConditionalWrite {
  const { [':due']: _due, ...values } = arrivalValues(arrival, arrival.due, [
    ':F',
    ':R',
    ':one',
    ...(hasEpisode(arrival) ? [':ep'] : []),
  ]);
  return {
    update: `SET st = :R, ${CONTENT}, sup = :sup ADD n :k, v :one`,
    condition: ofThisEpisode(arrival),
    values: { ...values, ':sup': text('recovery-off') },
  };
}

/** Never seen at all, or not in this newer episode: its firing went by before us, its end is told all the same. */
export function recoverUnseenWrite(arrival: Arrival): ConditionalWrite {
  const newer = hasEpisode(arrival) ? ` OR (${RESOLVED} AND ${OLDER_EPISODE})` : '';
  return {
    update: `SET st = :R, ep = :ep, lv = :lv, ${CONTENT}, ${UNTOLD_SINCE}, due = :due ADD n :k, v :one REMOVE exp, dead`,
    condition: `${NEVER_SEEN}${newer}`,
    values: arrivalValues(arrival, now(arrival), [':R', ':ep', ':lv', ':one']),
  };
}

export function suppressWrite(
  arrival: Arrival,
  reason: string,
  expSeconds: number,
  only: 'unseen' | 'any',
): ConditionalWrite {
  const { [':due']: _due, ...values } = arrivalValues(arrival, arrival.due, [':ep', ':lv', ':one']);
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

/** The ids of the last ten messages: `m0` the newest. */
const DELIVERY_NAMES = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'] as const;
const SHIFT_DELIVERIES = DELIVERY_NAMES.map((name, at) =>
  at === 0 ? 'm0 = :m' : `${name} = if_not_exists(m${at - 1}, :none)`,
).join(', ');
const SAME_VERSION = 'v = :v';
/** A message acknowledges an alert once, also when a second worker finishes the first one's work. */
const NOT_YET = '(attribute_not_exists(m0) OR m0 <> :m)';

/** The names of the attributes that hold the last messages, newest first. */
export { DELIVERY_NAMES };

export function acknowledgeWrite(ack: Acknowledgement): ConditionalWrite {
  const quiet = ack.quiet === undefined ? '' : ', quiet = :q';
  const noQuiet = ack.quiet === undefined ? ', quiet' : '';
  return {
    update: `SET told = :told, tv = :v, tl = lv, sent = n, ${SHIFT_DELIVERIES}, exp = :exp${quiet} REMOVE due, since, sup${noQuiet}`,
    condition: `${SAME_VERSION} AND ${NOT_YET}`,
    values: { ...ackValues(ack), ...quietValue(ack), ':exp': expiry(ack.expiresAtMs) },
  };
}

/** The alert changed while the message was on its way: note what was told, leave the newer state due. */
export function acknowledgeOlderWrite(ack: Acknowledgement): ConditionalWrite {
  return {
    update: `SET told = :told, tv = :v, tl = lv, ${SHIFT_DELIVERIES}`,
    condition: `(attribute_not_exists(tv) OR tv < :v) AND ${NOT_YET} AND v > :v`,
    values: ackValues(ack),
  };
}

export function withholdWrite(version: number, reason: string, expiresAtMs: number): ConditionalWrite {
  return {
    update: 'SET sup = :sup, exp = :exp REMOVE due, since',
    condition: SAME_VERSION,
    values: { ':v': numeric(version), ':sup': text(reason), ':exp': expiry(expiresAtMs) },
  };
}

/** An alert that got too old was in no message; then its list of messages stays as it is. */
export function buryWrite(ack: Acknowledgement, reason: string): ConditionalWrite {
  const { [':told']: _told, [':m']: message, [':none']: none, ...values } = ackValues(ack);
  const inMessage = ack.delivery !== '';
  const quiet = ack.quiet === undefined ? '' : ', quiet = :q';
  return {
    update: `SET dead = :dead, exp = :exp${inMessage ? `, ${SHIFT_DELIVERIES}` : ''}${quiet} REMOVE due, since`,
    condition: inMessage ? `${SAME_VERSION} AND ${NOT_YET}` : SAME_VERSION,
    values: {
      ...values,
      ...quietValue(ack),
      ...(inMessage && message !== undefined && none !== undefined ? { ':m': message, ':none': none } : {}),
      ':dead': text(reason),
      ':exp': expiry(ack.expiresAtMs),
    },
  };
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
    ':ep': text(arrival.episode ?? new Date(arrival.nowMs).toISOString()),
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

function ackValues(ack: Acknowledgement): Record<string, AttributeValue> {
  return {
    ':told': text(statusLetter(ack.status)),
    ':v': numeric(ack.version),
    ':m': text(ack.delivery),
    ':none': text(''),
  };
}

function quietValue(ack: Acknowledgement): Record<string, AttributeValue> {
  return ack.quiet === undefined ? {} : { ':q': text(encodeDue(ack.quiet)) };
}

function expiry(atMs: number): AttributeValue {
  return numeric(Math.floor(atMs / 1000));
}

/** A status as the table keeps it. */
export function statusLetter(status: 'firing' | 'resolved'): 'F' | 'R' {
  return status === 'firing' ? 'F' : 'R';
}
