import type { StoredSettings } from '#shared/settings/settings-store.ts';
import type { SilentAlertRule, Watchdogs, WatchedSource } from '#shared/watchdogs/watchdogs.ts';

/** A source that is watched, with whatever matters. */
export function aWatchedSource(overrides: Partial<WatchedSource> = {}): WatchedSource {
  return {
    source: 'ocp',
    silentAfterMinutes: 30,
    channels: ['dba'],
    level: 'critical',
    repeatMinutes: 60,
    ...overrides,
  };
}

/** The first watchdogs of a relay, or a later revision of them. */
export function storedWatchdogs(
  sources: readonly WatchedSource[],
  revision = 1,
  silentAlerts: readonly SilentAlertRule[] = [],
): StoredSettings<Watchdogs> {
  return { settings: { sources, silentAlerts }, origin: 'api', revision };
}
