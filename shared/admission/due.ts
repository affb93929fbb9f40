import type { AlertStatus } from '../alert/alert.ts';
import type { LevelNumber } from '../alert/level.ts';

/** Order in the outbox: 0 `down`, 1 `critical` and recoveries, 2 the rest. */
export type DueClass = 0 | 1 | 2;
export const DUE_CLASSES: readonly DueClass[] = [0, 1, 2];

/** When something is due and how urgent it is. */
export interface Due {
  readonly class: DueClass;
  /** Ms since the epoch. */
  readonly atMs: number;
}

/** Digits of a time in ms in the index's sort key; enough until the year 2286. */
const TIME_DIGITS = 13;

/** The class of an alert in this state. */
export function dueClass(status: AlertStatus, level: LevelNumber): DueClass {
  if (status === 'resolved') return 1;
  if (level === 1) return 0;
  return level === 2 ? 1 : 2;
}

/** A due time as the index sorts it: class, then time in fixed width. */
export function encodeDue(due: Due): string {
  return `${due.class}${String(Math.max(0, Math.round(due.atMs))).padStart(TIME_DIGITS, '0')}`;
}

/** Reads what `encodeDue` wrote; anything else is a broken table and throws. */
export function decodeDue(text: string): Due {
  const found = DUE_CLASSES.find((one) => text.startsWith(String(one)));
  const atMs = Number(text.slice(1));
  if (found === undefined || text.length !== TIME_DIGITS + 1 || !Number.isSafeInteger(atMs)) {
    throw new Error(`not a due time: ${text}`);
  }

  return { class: found, atMs };
}
