import type { AlertItem } from './alert-item.ts';

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
