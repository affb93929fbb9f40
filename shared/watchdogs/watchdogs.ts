import type { Level } from '../alert/level.ts';

/** A source that should speak, and who is told when it does not. */
export interface WatchedSource {
  /** Name of the sender: `?source=`, else the kind of source. */
  readonly source: string;
  /** It is silent when nothing came of it for so long. */
  readonly silentAfterMinutes: number;
  /** Channels that are told. */
  readonly channels: readonly string[];
  readonly level: Level;
  /** While it stays silent it is told again after so long. */
  readonly repeatMinutes: number;
}

/** What becomes of an alert that fires without a word: people are told of it, or it is ended and they are told that. */
export const SILENT_ALERT_POLICIES = ['name', 'close'] as const;
export type SilentAlertPolicy = (typeof SILENT_ALERT_POLICIES)[number];

/** A source that repeats what fires, so that an alert without a repeat and without an end is odd. */
export interface SilentAlertRule {
  readonly source: string;
  /** An alert is silent when it was not received for so long although its source spoke. */
  readonly silentAfterMinutes: number;
  readonly policy: SilentAlertPolicy;
}

/** What the relay watches beside the alerts themselves. */
export interface Watchdogs {
  readonly sources: readonly WatchedSource[];
  readonly silentAlerts: readonly SilentAlertRule[];
}

/** Nothing is watched. */
export const NO_WATCHDOGS: Watchdogs = { sources: [], silentAlerts: [] };

/** Whether there are none. */
export function isWatchless({ sources, silentAlerts }: Watchdogs): boolean {
  return sources.length === 0 && silentAlerts.length === 0;
}

/** Every source of which it matters when it spoke. */
export function heardSources({ sources, silentAlerts }: Watchdogs): readonly string[] {
  return [...sources, ...silentAlerts].map(({ source }) => source);
}

/** What in the watchdogs names a channel, in words. */
export function watchdogReferencesTo(channel: string, { sources }: Watchdogs): readonly string[] {
  return sources
    .filter(({ channels }) => channels.includes(channel))
    .map(({ source }) => `the watchdog of source "${source}"`);
}
