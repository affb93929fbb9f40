import type { KnownSources } from '../receiving/known-sources.ts';
import { type NotReplaced, replaceSettings, type SettingsPorts } from '../settings/replace-settings.ts';
import type { SettingsKind } from '../settings/settings-kind.ts';
import { judgeWatchdogs, remarkUnheard } from './judge-watchdogs.ts';
import { NO_WATCHDOGS, type Watchdogs } from './watchdogs.ts';
import { readWatchdogs } from './watchdogs-input.ts';

/** Watchdogs, as settings that are replaced whole. */
export const WATCHDOGS: SettingsKind<Watchdogs> = {
  words: 'watchdogs',
  path: 'watchdogs',
  field: 'watchdogs',
  none: NO_WATCHDOGS,
  emptyBody: '{}',
  read(input, findings) {
    if (input === null || input === undefined) findings.errors.push({ field: '', message: 'must be an object {…}' });
    return readWatchdogs(input, '', findings);
  },
  judge: (watchdogs, channels, findings, path) => judgeWatchdogs(watchdogs, path, channels, findings),
  byName: ({ sources, silentAlerts }) => ({
    sources: Object.fromEntries(sources.map((watched) => [watched.source, watched])),
    silentAlerts: Object.fromEntries(silentAlerts.map((rule) => [rule.source, rule])),
  }),
};

/** What replacing watchdogs needs of the world. */
export interface WatchdogPorts extends SettingsPorts<Watchdogs> {
  readonly sources: Pick<KnownSources, 'list'>;
}

/** What became of a replacement. */
export type ReplaceWatchdogsResult =
  | { readonly kind: 'replaced'; readonly watchdogs: Watchdogs; readonly warnings: readonly string[] }
  | NotReplaced;

/** Replaces all watchdogs by the input, or changes nothing; says of a source that nobody heard of it yet. */
export async function replaceWatchdogs(input: unknown, ports: WatchdogPorts): Promise<ReplaceWatchdogsResult> {
  const result = await replaceSettings(WATCHDOGS, input, ports, async (watchdogs, findings) =>
    remarkUnheard(watchdogs, await ports.sources.list(), findings),
  );
  if (result.kind !== 'replaced') return result;

  const { kind, settings: watchdogs, warnings } = result;
  return { kind, watchdogs, warnings };
}
