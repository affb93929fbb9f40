import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Acknowledgement, Shown, Withholding } from '#shared/admission/alert-store.ts';
import { dueClass, encodeDue } from '#shared/admission/due.ts';
import { CLOSED_SILENT, MAYBE_SHOWN } from './alert-clauses.ts';
import { type ConditionalWrite, statusLetter } from './alert-writes.ts';
import { needNumber, numeric, readNumber, readText, type StoredItem, text } from './attribute-values.ts';

/*
 * The conditional writes of what was told of an alert, or why nothing will be.
 *
 * A message acknowledges the version it told. When the item moved on meanwhile
 * the acknowledgement only notes what was told, and the newer state stays due.
 */

/** The attributes that hold the ids of the last ten messages: `m0` the newest. */
export const DELIVERY_NAMES = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'] as const;
const SHIFT_DELIVERIES = DELIVERY_NAMES.map((name, at) =>
  at === 0 ? 'm0 = :m' : `${name} = if_not_exists(m${at - 1}, :none)`,
).join(', ');
const SAME_VERSION = 'v = :v';
/**
 * A message acknowledges an alert once, also when a second worker finishes the
 * first one's work, or sends the message again whose first attempt had arrived
 * after all: a repeat may have come in between, and is held until later.
 */
const NOT_YET = `NOT (${DELIVERY_NAMES.map((name) => `begins_with(${name}, :message)`).join(' OR ')})`;

/** The alert is as it was told: nothing is due any more, and what repeats is held. */
export function acknowledgeWrite(ack: Acknowledgement): ConditionalWrite {
  const quiet = ack.quiet === undefined ? '' : ', quiet = :q';
  const noQuiet = ack.quiet === undefined ? ', quiet' : '';
  return {
    update: `SET told = :told, tv = :v, tl = lv, sent = n, ${SHIFT_DELIVERIES}, exp = :exp${quiet} REMOVE due, since, sup, hm, hv${noQuiet}`,
    condition: `${SAME_VERSION} AND ${NOT_YET}`,
    values: { ...ackValues(ack), ...quietValue(ack), ':exp': expiry(ack.expiresAtMs) },
  };
}

/** The alert changed while the message was on its way: note what was told of it, leave the newer state due. */
export function acknowledgeOlderWrite(ack: Acknowledgement): ConditionalWrite {
  return {
    update: `SET told = :told, tv = :v, tl = :lv, ${SHIFT_DELIVERIES} REMOVE hm, hv`,
    condition: `(attribute_not_exists(tv) OR tv < :v) AND ${NOT_YET} AND v > :v`,
    values: { ...ackValues(ack), ':lv': numeric(ack.level) },
  };
}

/**
 * Its firing was suppressed while the message that told it was on its way, and
 * its end recorded as no news. Now people know of the firing:
 *
 *   F due ── composed ── posted ────────────────────── acknowledged: told F, and R is not due
 *          └─ withheld: sup ── recoverSuppressed: R ──┘                ──▶ R due
 */
export function tellSuppressedEndWrite(item: StoredItem): ConditionalWrite | undefined {
  const at = readNumber(item, 'lastAt');
  const reason = readText(item, 'sup');
  const isLeft = readText(item, 'st') === 'R' && readText(item, 'due') === undefined;
  if (!isLeft || at === undefined || reason === undefined || NEVER_TOLD_ENDS.includes(reason)) return undefined;

  return {
    update: 'SET due = :due, since = :at REMOVE exp, sup',
    condition: `${SAME_VERSION} AND st = :R AND told = :F AND attribute_not_exists(due) AND sup = :sup`,
    values: {
      ':v': numeric(needNumber(item, 'v')),
      ':R': text('R'),
      ':F': text('F'),
      ':sup': text(reason),
      ':at': numeric(at),
      ':due': text(encodeDue({ class: dueClass('resolved', 1), atMs: at })),
    },
  };
}

/** Reasons for which an end stays untold although its firing was told. */
const NEVER_TOLD_ENDS: readonly string[] = ['recovery-off', 'recovery-outside-window', 'told-already', CLOSED_SILENT];

/** There is nothing to say of the alert, for this reason. */
export function withholdWrite({ version, expiresAtMs, by, maybeShown }: Withholding, reason: string): ConditionalWrite {
  const held = by === undefined ? '' : ', hr = :sup, hb = :by, ht = :at';
  const seen = maybeShown === undefined ? '' : `, ${MAYBE_SHOWN}`;
  return {
    update: `SET sup = :sup, exp = :exp${held}${seen} REMOVE due, since`,
    condition: `${SAME_VERSION} AND attribute_exists(due)`,
    values: {
      ':v': numeric(version),
      ':sup': text(reason),
      ':exp': expiry(expiresAtMs),
      ...(by === undefined ? {} : { ':by': text(by.id), ':at': numeric(by.atMs) }),
      ...(maybeShown === undefined ? {} : { ':hm': numeric(1) }),
    },
  };
}

/**
 * An alert that got too old was in no message: then its list of messages stays
 * as it is. What waits no more came to another end since it was looked at.
 */
export function buryWrite(ack: Acknowledgement, reason: string): ConditionalWrite {
  const { [':told']: _told, ...values } = ackValues(ack);
  const inMessage = ack.delivery !== '';
  const quiet = ack.quiet === undefined ? '' : ', quiet = :q';
  const died = ack.atMs === undefined ? '' : ', died = :at';
  const maybeShown = ack.maybeShown === undefined ? '' : `, ${MAYBE_SHOWN}`;
  return {
    update: `SET dead = :dead, exp = :exp${died}${maybeShown}${inMessage ? `, ${SHIFT_DELIVERIES}` : ''}${quiet} REMOVE due, since`,
    condition: `${SAME_VERSION} AND attribute_exists(due)${inMessage ? ` AND ${NOT_YET}` : ''}`,
    values: {
      ...(inMessage ? values : { ':v': numeric(ack.version) }),
      ...quietValue(ack),
      ...(ack.atMs === undefined ? {} : { ':at': numeric(ack.atMs) }),
      ...(ack.maybeShown === undefined ? {} : { ':hm': numeric(1) }),
      ':dead': text(reason),
      ':exp': expiry(ack.expiresAtMs),
    },
  };
}

/** A group may have seen it fire, in a message whose answer was lost. A later state that waits is not told yet either. */
export function noteMaybeShownWrite({ version }: Shown): ConditionalWrite {
  return {
    update: 'SET hm = :hm, hv = if_not_exists(hv, :v)',
    condition: 'attribute_exists(due) AND (attribute_not_exists(tv) OR tv < :v)',
    values: { ':v': numeric(version), ':hm': numeric(1) },
  };
}

/** Whether it is this burial that an item shows, and not another's of the same alert. */
export function isBuriedBy(item: StoredItem, { version, atMs }: Acknowledgement, reason: string): boolean {
  return (
    readNumber(item, 'v') === version &&
    readText(item, 'dead') === reason &&
    atMs !== undefined &&
    readNumber(item, 'died') === atMs
  );
}

function ackValues(ack: Acknowledgement): Record<string, AttributeValue> {
  return {
    ':told': text(statusLetter(ack.status)),
    ':v': numeric(ack.version),
    ':m': text(ack.delivery),
    ':message': text(messagePrefix(ack.delivery)),
    ':none': text(''),
  };
}

/** What the ids of all attempts of a message begin with. */
function messagePrefix(delivery: string): string {
  return `${delivery.split('-', 1)[0] ?? delivery}-`;
}

function quietValue(ack: Acknowledgement): Record<string, AttributeValue> {
  return ack.quiet === undefined ? {} : { ':q': text(encodeDue(ack.quiet)) };
}

function expiry(atMs: number): AttributeValue {
  return numeric(Math.floor(atMs / 1000));
}
