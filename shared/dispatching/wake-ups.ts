import type { DueClass } from '../admission/due.ts';

/**
 * A hint that something is due on a lane. No state is in it: losing one costs
 * at most 90 s (a sweep a minute finds what is 30 s overdue), a duplicate a look.
 */
export interface WakeUp {
  /** `webhookId` of the robot whose lane to look at. */
  readonly lane: string;
  /** Where to look (marks, see shard.ts); everywhere when absent. */
  readonly marks?: readonly string[];
  /** The most urgent class of what it is about, where that is known and marks don't tell: a busy lane then needs no look. */
  readonly urgent?: DueClass;
}

/** Brings a wake-up to a dispatcher at or soon after a time: SQS on AWS, timers on one machine. */
export interface WakeUps {
  schedule(wakeUp: WakeUp, atMs: number): Promise<void>;
}
