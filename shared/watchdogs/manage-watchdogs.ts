import type { Audit } from '../audit/audit.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { ChannelStore } from '../channels/channel-store.ts';
import type { Findings } from '../channels/section.ts';
import type { KnownSources } from '../receiving/known-sources.ts';
import type { FieldError } from '../receiving/source.ts';
import { judgeWatchdogs, remarkUnheard } from './judge-watchdogs.ts';
import { NO_WATCHDOGS, type Watchdogs, watchdogReferencesTo } from './watchdogs.ts';
import { readWatchdogs } from './watchdogs-input.ts';
import type { StoredWatchdogs, WatchdogsStore } from './watchdogs-store.ts';

/** What keeping watchdogs needs of the world. */
export interface WatchdogPorts {
  readonly watchdogs: WatchdogsStore;
  readonly channels: Pick<ChannelStore, 'listFresh'>;
  readonly audit: Audit;
}

/** What became of a replacement. */
export type ReplaceWatchdogsResult =
  | { readonly kind: 'replaced'; readonly watchdogs: Watchdogs; readonly warnings: readonly string[] }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  /** They come from `tocsin.yaml` and can be changed only there. */
  | { readonly kind: 'managed-by-file' }
  | { readonly kind: 'changed-meanwhile' };

/** The watchdogs as they are now. */
export async function showWatchdogs({ watchdogs }: Pick<WatchdogPorts, 'watchdogs'>): Promise<Watchdogs> {
  return (await watchdogs.readFresh())?.watchdogs ?? NO_WATCHDOGS;
}

/** Replaces all watchdogs by the input, or changes nothing. */
export async function replaceWatchdogs(
  input: unknown,
  ports: WatchdogPorts & { readonly sources: Pick<KnownSources, 'list'> },
): Promise<ReplaceWatchdogsResult> {
  const stored = await ports.watchdogs.readFresh();
  if (stored?.origin === 'file') return { kind: 'managed-by-file' };

  const findings: Findings = { errors: [], warnings: [] };
  if (input === null || input === undefined) findings.errors.push({ field: '', message: 'must be an object {…}' });
  const watchdogs = readWatchdogs(input, '', findings);
  judgeWatchdogs(watchdogs, '', await ports.channels.listFresh(), findings);
  if (findings.errors.length > 0) return { kind: 'invalid', errors: findings.errors };

  remarkUnheard(watchdogs, await ports.sources.list(), findings);
  const next: StoredWatchdogs = { watchdogs, origin: 'api', revision: nextRevision(stored) };
  const result = await writeWatchdogs(stored, next, ports);
  return result === 'written' ? { kind: 'replaced', watchdogs, warnings: findings.warnings } : { kind: result };
}

/** Writes watchdogs in place of those that are there, and writes that down. */
export function writeWatchdogs(
  stored: StoredWatchdogs | undefined,
  next: StoredWatchdogs,
  { watchdogs, audit }: Pick<WatchdogPorts, 'watchdogs' | 'audit'>,
): Promise<'written' | 'changed-meanwhile'> {
  const changes = fieldChanges(byName(stored?.watchdogs ?? NO_WATCHDOGS), byName(next.watchdogs));
  return audit(
    { what: 'watchdogs-replaced', object: 'watchdogs', changes },
    () => watchdogs.write(next),
    (result) => result === 'written',
  );
}

function byName({ sources, silentAlerts }: Watchdogs): object {
  return {
    sources: Object.fromEntries(sources.map((watched) => [watched.source, watched])),
    silentAlerts: Object.fromEntries(silentAlerts.map((rule) => [rule.source, rule])),
  };
}

/** What of the watchdogs names a channel, in words. */
export async function watchdogReferences(
  channel: string,
  { watchdogs }: Pick<WatchdogPorts, 'watchdogs'>,
): Promise<readonly string[]> {
  const stored = await watchdogs.readFresh();
  return stored === undefined ? [] : watchdogReferencesTo(channel, stored.watchdogs);
}

/** The number of the next change. */
export function nextRevision(stored: StoredWatchdogs | undefined): number {
  return (stored?.revision ?? 0) + 1;
}
