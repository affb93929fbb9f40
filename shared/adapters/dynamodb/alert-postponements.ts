import type { Postponement, Release } from '#shared/admission/alert-store.ts';
import { type Due, encodeDue } from '#shared/admission/due.ts';
import { MAYBE_SHOWN } from './alert-clauses.ts';
import type { ConditionalWrite } from './alert-writes.ts';
import { numeric, text } from './attribute-values.ts';

/*
 * The conditional writes of what is due and told later all the same.
 *
 *   due now ── postpone ──▶ due later (`hr` why, `hb` by what, `ht` since when, `hd` the due time, `hm` a group may have seen it)
 *   due later ── repeat ──▶ due later         `due` stays, `n` counts
 *   due later ── raise, recover, refire ──▶ due now, v+1    judged anew; `hd` is another time now
 *   due later ── release ──▶ due now          what put it off is over early
 *
 *   looked at: v, due ──┬── told by another: no due ──▶ postpone refused
 *                       ├── changed: v+1, due now ────▶ postpone refused: the change is due
 *                       └── put off by another ───────▶ postpone refused: once is enough
 */

const AS_LOOKED_AT = 'v = :v AND due = :from';

/**
 * It waits from now on for another time. How long it has waited counts from then. Who does not know whether a group may
 * have seen it fire, as who has not read its item, leaves what is remembered of that.
 */
export function postponeWrite({ version, from, to, reason, by, nowMs, maybeShown }: Postponement): ConditionalWrite {
  return {
    update: `SET due = :to, since = :since, hr = :hr, hb = :hb, ht = :now, hd = :to${maybeShown ? `, ${MAYBE_SHOWN}` : ''}`,
    condition: AS_LOOKED_AT,
    values: {
      ...moveValues(version, from, to),
      ':hr': text(reason),
      ':hb': text(by),
      ':now': numeric(nowMs),
      ...(maybeShown ? { ':hm': numeric(1) } : {}),
    },
  };
}

/** What put it off is over: why, and since when it was, stays for its story. */
export function releaseWrite({ version, from, to }: Release): ConditionalWrite {
  return {
    update: 'SET due = :to, since = :since REMOVE hd',
    condition: AS_LOOKED_AT,
    values: moveValues(version, from, to),
  };
}

/** A moment before it is due, as with everything that was held till then: a look takes such alerts together. */
function moveValues(version: number, from: Due, to: Due): ConditionalWrite['values'] {
  return {
    ':v': numeric(version),
    ':from': text(encodeDue(from)),
    ':to': text(encodeDue(to)),
    ':since': numeric(Math.round(to.atMs) - 1),
  };
}
