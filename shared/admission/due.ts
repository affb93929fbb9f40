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
  /** What is due then is the state of an alert that goes back and forth (flapping.ts). */
  readonly flapping?: true;
}

/** Digits of a time in ms in the index's sort key; enough until the year 2286. */
const TIME_DIGITS = 13;
/** Ends the due time of a flapping alert: the index knows of it without one more attribute, and a repeat keeps it. */
const FLAPPING_MARK = 'f';

/** The class of an alert in this state. */
export function dueClass(status: AlertStatus, level: LevelNumber): DueClass {
  if (status === 'resolved') return 1;
  if (level === 1) return 0;
  return level === 2 ? 1 : 2;
}

/** A due time as the index sorts it: class, then time in fixed width. */
export function encodeDue(due: Due): string {
  const time = String(Math.max(0, Math.round(due.atMs))).padStart(TIME_DIGITS, '0');
  return `${due.class}${time}${due.flapping === true ? FLAPPING_MARK : ''}`;
}

/** The end of all that is due in a class by `nowMs`, flapping or not, as the index sorts it. */
export function encodeDueBy(dueClass: DueClass, nowMs: number): string {
  return encodeDue({ class: dueClass, atMs: nowMs, flapping: true });
}

/** Reads what `encodeDue` wrote; anything else is a broken table and throws. */
export function decodeDue(text: string): Due {
  const found = DUE_CLASSES.find((one) => text.startsWith(String(one)));
  const flapping = text.endsWith(FLAPPING_MARK);
  const time = text.slice(1, flapping ? -FLAPPING_MARK.length : undefined);
  const atMs = Number(time);
  if (found === undefined || time.length !== TIME_DIGITS || !Number.isSafeInteger(atMs)) {
    throw new Error(`not a due time: ${text}`);
  }

  return { class: found, atMs, ...(flapping ? { flapping } : {}) };
}
