import type { Alert } from '../alert/alert.ts';
import type { ToldAlert } from './message.ts';

/** Clocks of sender and relay may differ by this much before the sender's is not believed. */
const CLOCK_SLACK_MS = 300_000;
/** 1990: some senders write year 1 or 1970 for "not set". */
const EARLIEST_MS = 631_152_000_000;

/** What follows from an alert and the clock. Times in ms since the epoch. */
export interface AlertFacts {
  readonly sinceMs: number;
  /** Set once it is over. */
  readonly untilMs?: number;
  readonly durationMs: number;
}

/** Since when an alert lasts, and until when it lasted. */
export function alertFacts(told: ToldAlert, nowMs: number): AlertFacts {
  const { alert } = told;
  const sinceMs = pastMs(alert.activeAt, nowMs) ?? told.firstAt;
  const untilMs = isOver(told) ? endMs(alert, sinceMs, told.lastAt, nowMs) : undefined;
  return {
    sinceMs,
    ...(untilMs === undefined ? {} : { untilMs }),
    durationMs: isForItself(told) ? 0 : Math.max(0, (untilMs ?? nowMs) - sinceMs),
  };
}

/** Whether it is a message somebody wrote to a robot: nothing lasts of it, and no end will come. */
export function isForItself({ alert }: ToldAlert): boolean {
  return alert.verbatim !== undefined;
}

/** Whether the alert is told as over. */
export function isOver({ change, alert }: ToldAlert): boolean {
  return change === 'recovered' || change === 'fired-and-recovered' || alert.status === 'resolved';
}

/** How often a reader may say that the trouble was reported: the word that it is over is none of those. */
export function timesHeard(told: ToldAlert): number {
  return isOver(told) ? told.occurrences - 1 : told.occurrences;
}

function endMs(alert: Alert, sinceMs: number, lastAt: number, nowMs: number): number {
  const ends = [pastMs(alert.resolvedAt, nowMs), pastMs(alert.updatedAt, nowMs)];
  const end = ends.find((at) => at !== undefined && at >= sinceMs);
  return end ?? Math.max(sinceMs, lastAt);
}

/** A moment in the past as the sender wrote it, if it can be believed. */
function pastMs(time: string | undefined, nowMs: number): number | undefined {
  const ms = time === undefined ? Number.NaN : Date.parse(time);
  return ms >= EARLIEST_MS && ms <= nowMs + CLOCK_SLACK_MS ? ms : undefined;
}
