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

/** What the relay watches beside the alerts themselves. */
export interface Watchdogs {
  readonly sources: readonly WatchedSource[];
}

/** Nothing is watched. */
export const NO_WATCHDOGS: Watchdogs = { sources: [] };

/** What in the watchdogs names a channel, in words. */
export function watchdogReferencesTo(channel: string, { sources }: Watchdogs): readonly string[] {
  return sources
    .filter(({ channels }) => channels.includes(channel))
    .map(({ source }) => `the watchdog of source "${source}"`);
}
