import type { AlertStatus } from '../alert/alert.ts';
import type { Fingerprint } from '../alert/fingerprint.ts';
import type { LevelNumber } from '../alert/level.ts';
import type { AlertItem } from './alert-item.ts';
import type { Due } from './due.ts';
import type { Changes, FlappingRun } from './flapping.ts';
import type { Mark } from './shard.ts';

/** An alert on its way into a channel's outbox. */
export interface Arrival {
  readonly channel: string;
  readonly fingerprint: Fingerprint;
  readonly status: AlertStatus;
  /** Start of the episode, fixed-width UTC; absent when the source gave no start time. */
  readonly episode?: string;
  readonly level: LevelNumber;
  /** How many equal alerts this stands for. */
  readonly receipts: number;
  readonly brief: string;
  readonly content: Uint8Array;
  readonly nowMs: number;
  /** When it is due if nothing holds it. */
  readonly due: Due;
  /** Until when all that it makes due is held, a change too, ms: the window of a push rule opens then. */
  readonly heldUntilMs?: number;
}

/** Why the end of an alert is not told although its firing was, or will be. */
export type SilentEnd = 'recovery-off' | 'recovery-outside-window';

/** What a write left behind. */
export interface Admitted {
  readonly version: number;
  readonly receipts: number;
  /** Present when this very write made the alert due: someone has to be woken then. */
  readonly madeDue?: Due;
  /** Present after a transition of an alert that changed so often that it may be flapping. */
  readonly changes?: Changes;
}

/** A write whose condition did not hold: the item is in another state. */
export type Refused = 'refused';

/** An entry of the outbox, as the index holds it. */
export interface DueEntry {
  readonly channel: string;
  readonly fingerprint: Fingerprint;
  readonly due: Due;
  readonly brief: string;
  readonly version: number;
  readonly told?: AlertStatus;
  readonly toldLevel?: LevelNumber;
  readonly since: number;
  /** A group may have seen it fire, in a message whose answer was lost. The index knows nothing of it: see doubtful-on.ts. */
  readonly maybeShown?: true;
}

/** A place in the outbox where something is overdue. */
export interface OverdueMark extends Mark {
  /** When the oldest of it was due, ms. */
  readonly dueAtMs: number;
}

/** What a sweep finds. */
export interface Overdue {
  readonly marks: readonly OverdueMark[];
  readonly lanes: readonly string[];
}

/** Names an alert in a channel. */
export interface AlertKey {
  readonly channel: string;
  readonly fingerprint: Fingerprint;
}

/** The place of an alert among those of all channels. */
export function keyOf({ channel, fingerprint }: AlertKey): string {
  return `${channel}/${fingerprint}`;
}

/** What a message told of an alert, to be written on it. */
export interface Acknowledgement extends AlertKey {
  /** Version, status and level the message told. */
  readonly version: number;
  readonly status: AlertStatus;
  readonly level: LevelNumber;
  /** Id of the delivery; empty when it was in none. */
  readonly delivery: string;
  /** Until when repeats are held; absent: not at all. The same time for all alerts of a message. */
  readonly quiet?: Due;
  /** When the item may be deleted, ms. */
  readonly expiresAtMs: number;
  /** When it was told or given up, ms; kept of what is buried. */
  readonly atMs?: number;
  /** Of what is buried: a group may have seen it fire, in a message whose answer was lost, or not to the channel’s liking. */
  readonly maybeShown?: true;
}

/** What is noted of a flapping alert right after a transition was written as due at once. */
export interface FlappingMark extends AlertKey {
  /** The version that transition left. */
  readonly version: number;
  /** When that transition made it due, and when it is due as flapping: the same or later. */
  readonly from: Due;
  readonly to: Due;
  readonly run: FlappingRun;
}

/** An alert that is due and is to be told later. */
export interface Postponement extends AlertKey {
  readonly version: number;
  /** When it is due as it was looked at, and when it is due instead. */
  readonly from: Due;
  readonly to: Due;
  readonly reason: string;
  /** What puts it off: the id of a silence, or an inhibition rule and the alert that inhibits. */
  readonly by: string;
  readonly nowMs: number;
  /** A group may have seen it fire, in a message whose answer was lost. */
  readonly maybeShown?: true;
}

/** An alert whose postponement ended early. */
export interface Release extends AlertKey {
  readonly version: number;
  /** Until when it was put off, and when it is due instead. */
  readonly from: Due;
  readonly to: Due;
}

/** A waiting alert that will not be told. */
export interface Withholding extends AlertKey {
  readonly version: number;
  readonly expiresAtMs: number;
  /** What keeps it from being told, and when: kept for its story. */
  readonly by?: { readonly id: string; readonly atMs: number };
  /** A group may have seen it fire, in a message whose answer was lost: its end is told. */
  readonly maybeShown?: true;
}

/** An alert as a group may have seen it. */
export interface Shown extends AlertKey {
  readonly version: number;
}

/** Whether an alert is as a message told it, or changed while the message was on its way: then something may be due. */
export type Acknowledged = 'told' | 'changed-meanwhile';

/** Alerts of a page and where the next begins; absent at the end. */
export interface AlertPage {
  readonly items: readonly AlertItem[];
  /** Items that were looked at and left out, by who shows only some of them. */
  readonly leftOut?: number;
  readonly next?: Fingerprint;
}

/**
 * The alert items. Every method that writes is one conditional write, so that
 * any two of them may race; the comments at the adapter draw the races.
 */
export interface AlertStore {
  /** A new alert, or a repeat of a firing one. Keeps a due time it has; else its quiet end, else `due`. */
  fire(arrival: Arrival): Promise<Admitted | Refused>;
  /** A rise in level or a newer episode: due at once. Refused for a late copy of an ended episode. */
  raise(arrival: Arrival): Promise<Admitted | Refused>;
  /** A firing without start time after a recovery: a new episode, due at once. */
  refire(arrival: Arrival): Promise<Admitted | Refused>;
  /** The end of a firing alert people heard or will hear of: due at once. */
  recover(arrival: Arrival): Promise<Admitted | Refused>;
  /** The end of a firing alert nobody was to hear of, which keeps the reason: never due. */
  recoverSuppressed(arrival: Arrival): Promise<Admitted | Refused>;
  /** The end of a firing alert that is not to be told: what is due of its firing stays due, unless it leaves nothing to tell. */
  recoverQuietly(arrival: Arrival, reason: SilentEnd): Promise<Admitted | Refused>;
  /** The end of a newer episode of an alert that is over, not to be told: no transition, and what is due stays due. */
  endNewerQuietly(arrival: Arrival, reason: SilentEnd): Promise<Admitted | Refused>;
  /** The end of an alert, or of a newer episode of it, that we never saw firing: due at once. */
  recoverUnseen(arrival: Arrival): Promise<Admitted | Refused>;
  /** An alert recorded but not to be sent, with the reason: of one that waits already, or of an older episode, the receipt alone. */
  suppress(arrival: Arrival, reason: string): Promise<void>;
  /** As `suppress`, but only for an alert never seen before. */
  suppressUnseen(arrival: Arrival, reason: string): Promise<Admitted | Refused>;

  /** Notes that an alert is flapping and moves its due time, unless it changed or was told meanwhile. */
  markFlapping(mark: FlappingMark): Promise<'marked' | Refused>;

  /** What is due by now under a mark, oldest first, at most `limit`. Read consistently. */
  due(mark: Mark, nowMs: number, limit: number): Promise<readonly DueEntry[]>;
  /** Where something has been due since before `beforeMs`: marks of alerts, and lanes with a message to complete. */
  overdue(beforeMs: number): Promise<Overdue>;
  hasWaiting(channel: string): Promise<boolean>;
  /** The items of these keys, in any order, missing ones left out. Read consistently. */
  read(keys: readonly AlertKey[]): Promise<readonly AlertItem[]>;

  /** Writes what a message told. A newer transition stays due; done twice it changes nothing. */
  acknowledge(ack: Acknowledgement): Promise<Acknowledged>;
  /** Ends a waiting alert as suppressed, unless it changed since `version` or waits no more. */
  withhold(key: Withholding, reason: string): Promise<'withheld' | Refused>;
  /** Moves the due time of a waiting alert, and notes why, unless it changed, was told or was moved meanwhile. */
  postpone(postponement: Postponement): Promise<'postponed' | Refused>;
  /** Makes an alert due that was put off, unless it changed, was told or was moved meanwhile. */
  release(release: Release): Promise<'released' | Refused>;
  /** Notes on a waiting alert that a group may have seen it firing in a version, unless it was told in that or a later one. */
  noteMaybeShown(shown: Shown): Promise<'noted' | Refused>;
  /** Ends a waiting alert as dead, unless it changed since `version` or waits no more. */
  bury(ack: Acknowledgement, reason: string): Promise<'buried' | Refused>;

  page(channel: string, shard: string, after: Fingerprint | undefined, limit: number): Promise<AlertPage>;

  /** Until when new alerts of a group are held, for channels that ask for it. */
  groupQuietUntil(channel: string, groupHash: string): Promise<number | undefined>;
  holdGroup(channel: string, groupHash: string, untilMs: number): Promise<void>;
}
