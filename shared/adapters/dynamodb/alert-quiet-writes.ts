import type { Arrival, FlappingMark, SilentEnd } from '#shared/admission/alert-store.ts';
import { encodeDue } from '#shared/admission/due.ts';
import { nothingLeft } from '#shared/admission/untold-firing.ts';
import {
  arrivalValues,
  CHANGED_TWICE,
  CONTENT,
  END_VALUES,
  endedEpisode,
  given,
  hasEpisode,
  NEVER_SEEN,
  NOT_WAITING,
  OLDER_EPISODE,
  ofThisEpisode,
  RESOLVED,
  SAME_EPISODE,
  UNTELLABLE,
} from './alert-clauses.ts';
import { decodeAlertItem } from './alert-item-codec.ts';
import { type ConditionalWrite, statusLetter } from './alert-writes.ts';
import { needNumber, needText, numeric, readText, type StoredItem, text } from './attribute-values.ts';

/*
 * The conditional writes that make nothing due: of what is recorded but not
 * sent, and of what is told later since it goes back and forth.
 */

/** `sup` and `exp` stay: nobody was to hear of its firing, so nobody is of its end. What is suppressed never waits. */
export function recoverSuppressedWrite(arrival: Arrival, expSeconds: number): ConditionalWrite {
  const values = arrivalValues(arrival, 'not-due', [':F', ':R', ':one', ...given(arrival, ':ep', ':guess')]);
  return {
    update: `SET st = :R, ${endedEpisode(arrival)}${CONTENT}, exp = :exp ADD n :k, v :one REMOVE up`,
    condition: `${ofThisEpisode(arrival)} AND ${NOT_WAITING} AND ${UNTELLABLE}`,
    values: { ...values, ':exp': numeric(expSeconds) },
  };
}

/** The end of an alert that is not to be told: what is due of its firing stays due for now. */
export function recoverQuietlyWrite(arrival: Arrival, reason: SilentEnd): ConditionalWrite {
  const values = arrivalValues(arrival, 'not-due', [...END_VALUES, ...given(arrival, ':ep', ':guess')]);
  return {
    update: `SET st = :R, ${endedEpisode(arrival)}${CONTENT}, ${CHANGED_TWICE}, sup = :sup ADD n :k, v :one REMOVE up`,
    condition: ofThisEpisode(arrival),
    values: { ...values, ':sup': text(reason) },
  };
}

/**
 * A quiet end leaves what is due of the firing as it is. Where it left nothing to tell, what is due ends here, for the
 * write that withholding it later would cost, and no digest has to read the item to know. Only what the end itself left
 * is ended:
 *
 *   quiet end: v ──▶ ended: no due                               the ordinary case
 *   quiet end ──▶ raise, fire anew: v+1, due now ──▶ refused      news, and due
 *   quiet end ──▶ put off, let go: due then ──▶ refused           withheld when it is due
 *   quiet end ──▶ withheld, told, dead: no due ──▶ refused        over already
 *   quiet end ──▶ worker dies                                    withheld when it is due
 *   composed ──▶ quiet end ──▶ ended ──▶ posted, acknowledged     a repeat of what is told: as known before; a firing put
 *                                                                off until now is not ended, or its end would be told
 */
export function endNothingLeftWrite(item: StoredItem, expSeconds: number): ConditionalWrite | undefined {
  const reason = nothingLeft(decodeAlertItem(item));
  if (reason === undefined) return undefined;

  return {
    update: 'SET sup = :sup, exp = :exp REMOVE due, since, hd',
    condition: 'v = :v AND due = :from',
    values: {
      ':v': numeric(needNumber(item, 'v')),
      ':from': text(needText(item, 'due')),
      ':sup': text(reason),
      ':exp': numeric(expSeconds),
    },
  };
}

/**
 * The end of a newer episode whose firing went by before us, not to be told: nothing is due of it, and nothing is
 * untold that was not before. So `v` stays, by which a firing is known to be untold.
 */
export function endNewerQuietlyWrite(arrival: Arrival): ConditionalWrite {
  return {
    update: `SET ep = :ep, ${CONTENT} ADD n :k`,
    condition: `${RESOLVED} AND ${OLDER_EPISODE}`,
    values: arrivalValues(arrival, 'not-due', [':R', ':ep']),
  };
}

/**
 * Why that end is not told. What still waits, or is dead and may be told by hand, keeps the reason it has, or none: the
 * end before it may be yet to be told. So does what is untold for another reason: that is why people heard nothing.
 */
export function noteQuietEndWrite(item: StoredItem, reason: SilentEnd): ConditionalWrite | undefined {
  const isOpen = readText(item, 'due') !== undefined || readText(item, 'dead') !== undefined;
  if (isOpen || readText(item, 'sup') !== undefined) return undefined;

  return {
    update: 'SET sup = :sup',
    condition: `v = :v AND ${RESOLVED} AND ${NOT_WAITING} AND attribute_not_exists(dead)`,
    values: { ':sup': text(reason), ':v': numeric(needNumber(item, 'v')), ':R': text('R') },
  };
}

/** A firing or an end that is recorded and not sent. What waits already stays as it is. */
export function suppressWrite(
  arrival: Arrival,
  reason: string,
  expSeconds: number,
  only: 'unseen' | 'any',
): ConditionalWrite {
  const values = suppressValues(arrival, reason, expSeconds, only === 'any' ? given(arrival, ':guess') : []);
  const episode = hasEpisode(arrival) ? 'ep = :ep' : 'ep = if_not_exists(ep, :ep)';
  const sameEpisode = hasEpisode(arrival) ? ` AND ${SAME_EPISODE}` : '';
  return {
    update: `SET st = :st, ${episode}, lv = :lv, ${CONTENT}, v = if_not_exists(v, :one), sup = :sup, exp = :exp ADD n :k`,
    condition: only === 'unseen' ? NEVER_SEEN : `${NEVER_SEEN} OR (${NOT_WAITING}${sameEpisode})`,
    values,
  };
}

/** The same in a newer episode, which is a transition: should it be sent after all, more than its end is untold. */
export function suppressNewerWrite(arrival: Arrival, reason: string, expSeconds: number): ConditionalWrite {
  return {
    update: `SET st = :st, ep = :ep, lv = :lv, ${CONTENT}, sup = :sup, exp = :exp ADD n :k, v :one`,
    condition: `${NOT_WAITING} AND ${OLDER_EPISODE}`,
    values: suppressValues(arrival, reason, expSeconds, []),
  };
}

function suppressValues(arrival: Arrival, reason: string, expSeconds: number, optional: readonly string[]) {
  return {
    ...arrivalValues(arrival, 'not-due', [':ep', ':lv', ':one', ...optional]),
    ':st': text(statusLetter(arrival.status)),
    ':sup': text(reason),
    ':exp': numeric(expSeconds),
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

/**
 * The transition of a flapping alert, due at once when written, is told later.
 * Only what the transition itself left is marked:
 *
 *   transition: v, due now ──▶ mark: due later          the ordinary case
 *   transition ──▶ told: no due ──▶ mark refused        it was told at once, which loses nothing
 *   transition ──▶ mark ──▶ told by who looked before   the same
 *   transition ──▶ another: v+1 ──▶ mark refused        the other one decides anew
 */
export function markFlappingWrite({ version, from, to, run }: FlappingMark): ConditionalWrite {
  return {
    update: 'SET due = :to, fv = :fv, fs = :fs, fl = :fl',
    condition: 'v = :v AND due = :from',
    values: {
      ':v': numeric(version),
      ':from': text(encodeDue(from)),
      ':to': text(encodeDue(to)),
      ':fv': numeric(run.version),
      ':fs': numeric(run.sinceMs),
      ':fl': numeric(run.seenMs),
    },
  };
}
