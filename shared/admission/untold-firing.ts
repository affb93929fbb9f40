import { type AlertItem, OVER_CAP } from './alert-item.ts';

/**
 * Whether of an alert that is over more is untold than its end. The end is one
 * version, and so is each firing and each rise in level before it. Only a
 * firing without start time that was recorded before it was to be told has none
 * of its own:
 *
 *   F told, v1 ── R, v2                                       its end alone
 *   F told, v1 ── R, v2 ── F, v3 ── R, v4                     a whole episode
 *   R told, v2 ── F outside a window, v2 ── F due ── R, v3    the same, without start times
 */
export function isFiringUntold({
  told,
  version,
  toldVersion = 0,
}: Pick<AlertItem, 'told' | 'version' | 'toldVersion'>): boolean {
  return version - toldVersion > (told === 'firing' ? 1 : 0);
}

/**
 * Why nothing is left to tell of an alert that has just ended and whose end is kept quiet, if so: then what is due of it
 * need not wait. Nobody is to hear of a firing that was put off and is over, but for what was beyond the limits of a push
 * rule, which is summarised.
 *
 * | untold | due | then |
 * |--------|-----|------|
 * | its end alone | a repeat, held or put off | nothing is left but its quiet end |
 * | its firing too | put off | nothing is left, for the reason that put it off |
 * | its firing too | put off until now | whoever looks next knows: it may be on its way |
 * | its firing too | put off by a rule's limits, or as it came | told |
 */
export function nothingLeft(item: AlertItem): string | undefined {
  const { dueAt, lastAt, suppressed, heldBack } = item;
  if (dueAt === undefined) return undefined;
  if (!isFiringUntold(item)) return suppressed;
  if (dueAt <= lastAt) return undefined;

  return heldBack?.untilMs !== undefined && heldBack.reason !== OVER_CAP ? heldBack.reason : undefined;
}
