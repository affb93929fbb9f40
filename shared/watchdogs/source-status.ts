import { showSettings } from '../settings/replace-settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { wasHeard } from './decide-watch.ts';
import { WATCHDOGS } from './manage-watchdogs.ts';
import type { WatchState, WatchStore } from './watch-store.ts';
import type { Watchdogs } from './watchdogs.ts';

/** How a watched source is: `waiting` is one that has not spoken yet, and still has time. */
export type SourceState = 'speaks' | 'silent' | 'waiting';

/** A watched source as it is now. Times in ms. */
export interface SourceStatus {
  readonly source: string;
  readonly state: SourceState;
  /** When it last spoke since it is watched, to the minute. */
  readonly heardAtMs?: number;
  /** Since when it is silent, while that is told. */
  readonly silentSinceMs?: number;
}

/** Every watched source, in the order of the settings. */
export async function sourceStatuses(ports: {
  readonly watchdogs: SettingsStore<Watchdogs>;
  readonly watches: Pick<WatchStore, 'list'>;
}): Promise<readonly SourceStatus[]> {
  const { sources } = await showSettings(WATCHDOGS, ports.watchdogs);
  if (sources.length === 0) return [];
  const { states } = await ports.watches.list();
  const bySource = new Map(states.map((state) => [state.source, state]));

  return sources.map(({ source }) => statusOf(bySource.get(source) ?? { source, version: 0 }));
}

function statusOf(state: WatchState): SourceStatus {
  const { source, silence, heardAtMs } = state;
  const heard = wasHeard(state) && heardAtMs !== undefined ? { heardAtMs } : {};
  if (silence !== undefined && (heardAtMs ?? 0) <= silence.sinceMs)
    return { source, state: 'silent', ...heard, silentSinceMs: silence.sinceMs };

  return { source, state: 'heardAtMs' in heard ? 'speaks' : 'waiting', ...heard };
}
