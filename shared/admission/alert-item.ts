import type { AlertStatus } from '../alert/alert.ts';
import type { Fingerprint } from '../alert/fingerprint.ts';
import type { LevelNumber } from '../alert/level.ts';

/** One alert in one channel as the table keeps it: aggregation key and outbox entry in one. Times in ms. */
export interface AlertItem {
  readonly channel: string;
  readonly fingerprint: Fingerprint;
  readonly status: AlertStatus;
  /** Start of the episode by the source's clock, fixed-width UTC, so that text order is time order. */
  readonly episode: string;
  readonly level: LevelNumber;
  /** Counts transitions (status, episode, level), never receipts. */
  readonly version: number;
  /** Counts receipts. */
  readonly receipts: number;
  /** Counts how often its firing was received since it last fired anew or got worse; absent where that was not counted yet. */
  readonly firings?: number;
  readonly brief: string;
  /** Packed `Alert`, see content.ts. */
  readonly content: Uint8Array;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Since when something about it is untold. Absent when all is told. */
  readonly since?: number;
  /** When it is due, while something about it is untold. */
  readonly dueAt?: number;
  /** While what is due is told as flapping: how often it changed, and since when. */
  readonly flapping?: { readonly changes: number; readonly sinceMs: number };
  /** The status last told; absent while nothing was. */
  readonly told?: AlertStatus;
  readonly toldVersion?: number;
  readonly toldReceipts?: number;
  readonly toldLevel?: LevelNumber;
  /** Messages it was in, newest first, at most ten. */
  readonly deliveries: readonly string[];
  readonly suppressed?: string;
  /** What last put off telling it. */
  readonly heldBack?: HeldBack;
  /**
   * A group may have seen it fire, in a message whose answer was lost, and something keeps it out of the repetition. Absent
   * once it was told for certain.
   */
  readonly maybeShown?: true;
  /** The version it had when that was noted first; absent where that was not noted yet. */
  readonly maybeShownVersion?: number;
  /** The `lastAt` for which people were told that it fires without a word. */
  readonly namedFor?: number;
  readonly dead?: string;
  /** When it last ended as dead. */
  readonly diedAt?: number;
  /** When it was last made due again by hand, and what it was dead for. */
  readonly replayedAt?: number;
  readonly wasDead?: string;
}

/** Beyond the limits of a push rule: put off like the rest, but what ended meanwhile is summarised as well. */
export const OVER_CAP = 'over-cap';

/** Why telling an alert was put off. Times in ms. */
export interface HeldBack {
  readonly reason: string;
  /** What did it: the id of a silence, or an inhibition rule and the alert that inhibits. */
  readonly by: string;
  readonly atMs: number;
  /** Until when; absent once anything but the end of that time made it due, or nothing is due any more. */
  readonly untilMs?: number;
}

/** Since when it fires without a word, where people were told so; undefined once it was received again or is over. */
export function silentSince({ status, namedFor, lastAt }: AlertItem): number | undefined {
  return status === 'firing' && namedFor === lastAt ? lastAt : undefined;
}

/** What has become of an alert in a channel. */
export type AlertState = 'waiting' | 'delivered' | 'suppressed' | 'dead';

/** The state of an item; `waiting` means something about it is not told yet, and nobody wants to wait with it. */
export function alertState(item: AlertItem, nowMs: number): AlertState {
  if (item.dead !== undefined) return 'dead';
  if (isHeldBack(item, nowMs)) return 'suppressed';
  if (item.dueAt !== undefined) return 'waiting';
  if (item.suppressed !== undefined) return 'suppressed';
  return item.told === undefined ? 'waiting' : 'delivered';
}

/** Whether it is put off now, and will be told if it is still worth telling then. */
export function isHeldBack({ heldBack }: Pick<AlertItem, 'heldBack'>, nowMs: number): boolean {
  return heldBack?.untilMs !== undefined && nowMs < heldBack.untilMs;
}
