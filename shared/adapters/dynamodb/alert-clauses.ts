import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SuppressedReason } from '#shared/admission/admit.ts';
import type { Arrival } from '#shared/admission/alert-store.ts';
import { DUE_CLASSES, type Due, encodeDue, encodeDueBy } from '#shared/admission/due.ts';
import { bytes, numeric, text } from './attribute-values.ts';

/*
 * The named clauses that the conditional writes of an arrival are made of, and
 * the values they use.
 */

/** No alert of this fingerprint is in the channel. */
export const NEVER_SEEN = 'attribute_not_exists(ep)';
/** It fires, or it is over. */
export const FIRING = 'st = :F';
export const RESOLVED = 'st = :R';
/** A receipt time stands in for the start of an episode whose source gave none: any start time may be its. */
export const EPISODE_GUESSED = 'contains(ep, :guess)';
/** The arrival belongs to the episode that is stored. */
export const SAME_EPISODE = `(ep = :ep OR ${EPISODE_GUESSED})`;
/** The arrival's level is no worse than the stored one (a smaller number is worse). */
export const NOT_WORSE = 'lv <= :lv';
/** The stored episode is older than the arrival's, or at least no newer. */
export const OLDER_EPISODE = 'ep < :ep';
export const NOT_NEWER_EPISODE = `(ep <= :ep OR ${EPISODE_GUESSED})`;
/** Nothing about it is due. */
export const NOT_WAITING = 'attribute_not_exists(due)';
/** People heard of its firing, or may have, or will: it was not suppressed, or only after they were told. */
export const TELLABLE = '(attribute_not_exists(sup) OR told = :F OR attribute_exists(hm))';
/** Nobody was to hear of its firing, or can have: it was suppressed, and what was told before is over. */
export const UNTELLABLE =
  'attribute_exists(sup) AND (attribute_not_exists(told) OR told = :R) AND attribute_not_exists(hm)';

/**
 * A group may have seen it fire, and the version it had when that was noted first: what changed since is news. Both go once
 * it is told for certain.
 */
export const MAYBE_SHOWN = 'hm = :hm, hv = if_not_exists(hv, v)';

/** It was ended since nothing came of it any more: neither its firing nor its end was suppressed by anybody. */
export const CLOSED_SILENT: SuppressedReason = 'closed-silent';

/** What the latest receipt says, and when it came. */
export const CONTENT = 'b = :b, c = :c, lastAt = :now, firstAt = if_not_exists(firstAt, :now)';
/** Since when something about it is untold, and could be told: what is held on purpose does not grow old meanwhile. */
export const UNTOLD_SINCE = 'since = if_not_exists(since, :since)';
/** What goes when something about it is to be told again. */
export const NO_LONGER_ENDED = 'exp, dead, sup';
/** When it fired again. A rise in level finds it there and leaves it. */
export const FIRED_AGAIN = 'up = if_not_exists(up, :now)';
/** The times of this end and of its firing, put before those of the last two changes. Goes with `REMOVE up`. */
export const CHANGED_TWICE =
  'f0 = :now, f1 = if_not_exists(up, :never), f2 = if_not_exists(f0, :never), f3 = if_not_exists(f1, :never)';

/** The values every end of an alert uses. */
export const END_VALUES = [':F', ':R', ':one', ':never'] as const;

/** Without a start time a stored episode goes on, whichever it is. */
export function hasEpisode(arrival: Arrival): boolean {
  return arrival.episode !== undefined;
}

/** The values an expression uses only where the source gave a start time. */
export function given(arrival: Arrival, ...names: readonly string[]): readonly string[] {
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

/** The stored episode becomes the one that ended. */
export function endedEpisode(arrival: Arrival): string {
  return hasEpisode(arrival) ? 'ep = :ep, ' : '';
}

/** It fires, in an episode this arrival can end. */
export function ofThisEpisode(arrival: Arrival): string {
  return hasEpisode(arrival) ? `${FIRING} AND ${NOT_NEWER_EPISODE}` : FIRING;
}

/** It is due already, in whichever class: `:k0` is a class, `:n0` all of it that is due by now. */
export const ALREADY_DUE = `(${DUE_CLASSES.map((one) => `(begins_with(due, :k${one}) AND due <= :n${one})`).join(' OR ')})`;

/** The values of `ALREADY_DUE`. */
export function alreadyDueValues(nowMs: number): Record<string, AttributeValue> {
  return Object.fromEntries(
    DUE_CLASSES.flatMap((one) => [
      [`:k${one}`, text(String(one))],
      [`:n${one}`, text(encodeDueBy(one, nowMs))],
    ]),
  );
}

/** Due at once, or as soon as nothing holds it on purpose. */
export function now(arrival: Arrival): Due {
  return { class: arrival.due.class, atMs: untoldSince(arrival) };
}

/** Since when it could be told. */
export function untoldSince({ nowMs, heldUntilMs }: Arrival): number {
  return heldUntilMs ?? nowMs;
}

/** The values of an arrival's write: those of every one, the `optional` ones it names, and `:due` where it makes something due. */
export function arrivalValues(
  arrival: Arrival,
  due: Due | 'not-due',
  optional: readonly string[],
): Record<string, AttributeValue> {
  const all: Record<string, AttributeValue> = {
    ':F': text('F'),
    ':R': text('R'),
    ':ep': text(arrival.episode ?? guessedEpisode(arrival.nowMs)),
    ':guess': text(GUESSED),
    ':lv': numeric(arrival.level),
    ':one': numeric(1),
    ':never': numeric(0),
  };
  // The table refuses values an expression does not use.
  const used = Object.fromEntries(Object.entries(all).filter(([name]) => optional.includes(name)));

  return {
    ...used,
    ':b': text(arrival.brief),
    ':c': bytes(arrival.content),
    ':now': numeric(arrival.nowMs),
    ':k': numeric(arrival.receipts),
    ...(due === 'not-due' ? {} : { ':due': text(encodeDue(due)), ':since': numeric(untoldSince(arrival)) }),
  };
}
