import type { DueClass } from '../admission/due.ts';
import type { Fingerprint } from '../alert/fingerprint.ts';
import type { LevelNumber } from '../alert/level.ts';
import type { MisconfiguredReason } from '../delivery/outcome.ts';
import type { MessageDraft, MessageKind } from '../rendering/message.ts';

/** An alert in a message, with the version and status the message tells. */
export interface AlertRef {
  readonly channel: string;
  readonly fingerprint: Fingerprint;
  readonly version: number;
  readonly status: 'firing' | 'resolved';
  readonly level: LevelNumber;
}

/**
 * How a message a robot refused is made simpler: in plain words without links,
 * then without any of the alerts' words, as a count.
 */
export type Simpler = 'plain' | 'counts';

/** Alerts by the marks of the push rules that tell them. */
export type RuleCounts = Readonly<Record<string, number>>;

/** A message on its way, or sent and not yet acknowledged on its alerts. */
export interface LaneMessage {
  readonly id: string;
  readonly kind: MessageKind;
  readonly channel: string;
  readonly attempt: number;
  /** The alerts in it, when few; else they are in its manifest. */
  readonly refs?: readonly AlertRef[];
  /** Chunks of the manifest, when it has one. */
  readonly chunks?: number;
  /** What the manifest is written under, where that is not its own id: each try to repeat it has a list of its own. */
  readonly manifestOf?: string;
  /** How it is to be made simpler, after a refusal of what it said. */
  readonly simpler?: Simpler;
  /** The message whose alerts it tells again under another id. */
  readonly insteadOf?: string;
  /** Its answer was lost, or its worker died: a robot may have shown it, under this id unless that is unused. */
  readonly maybeShown?: true;
  /** Alerts a robot may have shown in a former message that this one repeats without them, or in another state. */
  readonly doubtful?: readonly AlertRef[];
  /**
   * On its way: alerts as it says them now, where they count as told in an older state, which a robot that knows its id
   * may have shown before.
   */
  readonly mayShow?: readonly AlertRef[];
  /** Since when and how often that came about. */
  readonly lost?: { readonly sinceMs: number; readonly times: number };
  /** No robot can have seen this id: the message had another before, and what went out under this one was refused. */
  readonly unusedId?: true;
  /**
   * What it counts for in push rules with limits, by channel and mark: a worker may die when its alerts know that they
   * were told and the lane does not.
   */
  readonly counts?: Readonly<Record<string, RuleCounts>>;
  /** The robot it goes through (`webhookId`), when that is not this lane's own. */
  readonly through?: string;
  /** Of a mention: the message that it completes. */
  readonly completes?: string;
  /** On the lane of the robot it goes through: the lane whose message it is, which alone knows its alerts. */
  readonly home?: string;
}

/** A second message that completes a delivered one (WeCom's mention of mobiles), kept until it is sent. */
export interface FollowUp {
  readonly channel: string;
  readonly robot: string;
  readonly draft: MessageDraft;
  readonly alertCount: number;
  /** The message it completes. */
  readonly completes?: string;
  /** What waits behind it on its lane; see follow-ups.ts. */
  readonly next?: FollowUp;
}

/** Messages a channel got in an hour and a day of its own time zone. */
export interface CapCounts {
  /** `2026-11-21T05`, the local hour with its offset where clocks are set back; see channel-caps.ts. */
  readonly hour: string;
  readonly hourCount: number;
  /** `2026-11-21` */
  readonly day: string;
  readonly dayCount: number;
  /** Alerts told in that hour and on that day by push rules with limits, by the rules' marks; see rule-counts.ts. */
  readonly rules?: Readonly<Record<string, readonly [hourCount: number, dayCount: number]>>;
}

/** All that is known of one robot, as the table keeps it. Times in ms since the epoch. */
export interface Lane {
  /** `webhookId` of the robot. */
  readonly id: string;
  readonly owner?: string;
  /** End of the lease. */
  readonly till?: number;
  /** Grows with every take, and with what others write: who lost the lane, or read it before, can't write over it. */
  readonly fence: number;
  /** When recent messages were answered, ascending, at most the limit's number. */
  readonly slots: readonly number[];
  readonly inFlight?: LaneMessage;
  /** Until when the message in flight may still be answered. */
  readonly inFlightUntil?: number;
  /** Delivered messages whose alerts are not all acknowledged. */
  readonly acks: readonly LaneMessage[];
  /** A message to be sent again about the same alerts: its answer was lost, or it was refused and is made simpler. */
  readonly again?: LaneMessage;
  /** More such messages, which came after it. */
  readonly alsoAgain?: readonly LaneMessage[];
  /** Alerts a robot may have shown as they were, in a message that is not repeated for them: what tells them says so. */
  readonly doubtful?: readonly AlertRef[];
  /** More of them, for which it has no room. Never stored: who writes the lane has the alerts themselves remember it before. */
  readonly crowdedOut?: readonly AlertRef[];
  /** Before then nothing of the doubtful is due, as far as is known: all of it is put off. */
  readonly doubtfulDueAt?: number;
  readonly followUp?: FollowUp;
  readonly mutedUntil?: number;
  /** Not before, after a failure that is not a mute. */
  readonly retryAt?: number;
  /** Failures in a row. */
  readonly failures: number;
  readonly misconfigured?: MisconfiguredReason;
  /** Since when nothing could be sent through the robot; absent while it works. */
  readonly troubleSince?: number;
  /** A limit below the configured one, learned from a throttle nobody expected, and when. It grows back by one an hour. */
  readonly strained?: { readonly limit: number; readonly atMs: number };
  /** Messages of the current hour and day, by channel, for channels with such caps. */
  readonly caps?: Readonly<Record<string, CapCounts>>;
  /** Calendar month (`2026-11`) and the messages sent in it. */
  readonly month?: string;
  readonly monthCount: number;
  /**
   * When a dispatcher will look again at the latest, as far as planned. It
   * stands until somebody looked everywhere, also when that time is over: the
   * wake-up may be late or lost.
   */
  readonly wakeAt?: number;
  /**
   * The most urgent class of what waits for that look, when it waits for its
   * turn: what is no more urgent need not be looked for earlier.
   */
  readonly wakeFor?: DueClass;
}

/** Whoever finds that another works on a lane looks at it again after this long, ms. */
export const LOOK_AGAIN_MS = 1_000;

/** A lane nobody has used yet. */
export function emptyLane(id: string): Lane {
  return { id, fence: 0, slots: [], acks: [], failures: 0, monthCount: 0 };
}
