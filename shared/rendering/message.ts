import type { Alert } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import type { MessageFormat } from '../channels/channel.ts';

/** Why an alert is told now. */
export type Change = 'new' | 'repeat' | 'escalated' | 'refired' | 'recovered' | 'fired-and-recovered';

/** One alert with its whole content, as a single, recovery or aggregated message tells it. */
export interface ToldAlert {
  readonly alert: Alert;
  readonly change: Change;
  /** Receipts in all, and those since it was last told. */
  readonly occurrences: number;
  readonly sinceLast: number;
  /** When we first and last accepted it, ms since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The level last told, for an alert that rose since. */
  readonly toldLevel?: Level;
  /** How long after its acceptance it is told, ms, when that is later than people expect: a robot was muted, say. */
  readonly lateMs?: number;
  /** It goes back and forth: how often it changed, and since when (ms since the epoch). From now on it is told less often. */
  readonly flapping?: { readonly changes: number; readonly sinceMs: number };
}

/** One alert by its brief only, as a digest knows it. */
export interface DigestEntry {
  readonly level: Level;
  readonly name: string;
  readonly target: string;
  readonly status: 'firing' | 'resolved';
  /** Whether nothing about it was told before, or, of what is over, not that it had fired again or got worse. */
  readonly isNew: boolean;
  /** Since when it waits, ms since the epoch. */
  readonly since: number;
  /** A silence or a limit held it back: `since` is the end of that, not when it came. */
  readonly isPutOff?: true;
  /** Its level rose since it was last told. */
  readonly rose?: true;
  /** It goes back and forth and is told less often from now on. */
  readonly flapping?: true;
}

/** A line about the message itself, beside what its alerts say. */
export type Note =
  /** Sent through another channel's robot, since none of its own could send. */
  | { readonly kind: 'for-channel'; readonly channel: string }
  /** Alerts that waited longer than the channel lets them: counted, no longer named. Time in ms since the epoch. */
  | ({ readonly kind: 'collapsed'; readonly count: number; readonly oldestAt: number } & OneOfSeveral)
  /** The last message of this hour or day: what comes now is held until then (ms) and summarised. */
  | ({
      readonly kind: 'cap-reached';
      readonly period: 'hour' | 'day';
      readonly limit: number;
      readonly untilMs: number;
    } & OneOfSeveral)
  /** What was held by a cap since then (ms) is in this message. */
  | ({ readonly kind: 'held-by-cap'; readonly period: 'hour' | 'day'; readonly sinceMs: number } & OneOfSeveral)
  /** What a push rule's limits held since then (ms) is in this message. */
  | ({
      readonly kind: 'held-by-rule';
      readonly rule: string;
      readonly count: number;
      readonly sinceMs: number;
    } & OneOfSeveral)
  /** The last alert of this hour or day that a push rule tells: until then (ms) the rest is held and summarised, or recorded only. */
  | ({
      readonly kind: 'rule-reached';
      readonly rule: string;
      readonly period: 'hour' | 'day';
      readonly limit: number;
      readonly untilMs: number;
      readonly over: 'drop' | 'hold';
    } & OneOfSeveral);

/** Which channel a note is about, where the message speaks for several. */
export interface OneOfSeveral {
  readonly channel?: string;
}

/** People to name in one message. Empty lists and `all: false` name nobody. */
export interface Mention {
  readonly mobiles: readonly string[];
  readonly userIds: readonly string[];
  readonly all: boolean;
}

export const NOBODY: Mention = { mobiles: [], userIds: [], all: false };

/**
 * A message before a robot makes a request of it. The text holds neither the
 * mention nor the robot's keyword: how these are written is the product's affair.
 */
export interface MessageDraft {
  readonly format: MessageFormat;
  /** Shown as the notification's preview: level and name come first. */
  readonly title: string;
  readonly text: string;
  readonly mention: Mention;
  /** Set where somebody's own message is passed on: the request's body, which names people itself and holds the keyword. */
  readonly body?: string;
}

/** A rendered message, with what had to be given up to get it. */
export interface RenderedMessage extends MessageDraft {
  /** Whether text was cut to fit; the text then carries a mark. */
  readonly cut: boolean;
  /** Why the channel's own template was not used, when it was not. */
  readonly fellBack?: string;
  /** Which template it was made with, as template-version.ts has it; absent where none was. */
  readonly template?: string;
}

/** The kinds of message a delivery can be. */
export type MessageKind = 'single' | 'aggregated' | 'digest' | 'recovery' | 'mention' | 'notice' | 'test';
