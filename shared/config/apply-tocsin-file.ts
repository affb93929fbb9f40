import { isDeepStrictEqual } from 'node:util';
import { fieldChanges } from '../audit/field-changes.ts';
import { type ApplyResult, applyChannels } from '../channels/apply-file.ts';
import type { ApplyPorts } from '../channels/prepare-file-channel.ts';
import { type Released, releaseChannels } from '../channels/release-file.ts';
import type { SourceMapping } from '../receiving/mapping/source-mapping.ts';
import { preparePushSettings } from '../routing/apply-push-settings.ts';
import { pushReferences } from '../routing/manage-push-settings.ts';
import type { PushSettingsStore } from '../routing/push-settings-store.ts';
import { type ApplySilencesPorts, applySilences } from '../silences/apply-silences.ts';
import { prepareWatchdogs } from '../watchdogs/apply-watchdogs.ts';
import { watchdogReferences } from '../watchdogs/manage-watchdogs.ts';
import type { WatchdogsStore } from '../watchdogs/watchdogs-store.ts';
import type { TocsinFile } from './tocsin-file.ts';

/** What applying a whole `tocsin.yaml` needs of the world. */
export interface ApplyFilePorts extends ApplyPorts, ApplySilencesPorts {
  /** The mappings in force. */
  readonly sourceMappings: () => Promise<readonly SourceMapping[]>;
  /** Makes these the mappings of further senders, and no others. */
  readonly putSourceMappings: (mappings: readonly SourceMapping[]) => Promise<void>;
  readonly pushSettings: PushSettingsStore;
  readonly watchdogs: WatchdogsStore;
}

/**
 * Makes everything a file sets up be as it says: the same in both homes.
 * Channels, push settings and watchdogs come first, since they alone can refuse
 * the file, and then nothing has changed. Push settings and watchdogs change when
 * all channels are there and none has gone yet: they never name one that is not.
 */
export async function applyTocsinFile(
  { channels, sources, pushSettings, silences, watchdogs }: TocsinFile,
  ports: ApplyFilePorts,
): Promise<ApplyResult> {
  const names = channels.map(({ name }) => name);
  const prepared = await preparePushSettings(pushSettings, names, ports);
  if (prepared.kind === 'invalid') return prepared;

  const watching = await prepareWatchdogs(watchdogs, names, ports);
  if (watching.kind === 'invalid') return watching;

  const result = await applyChannels(channels, {
    ...ports,
    isReferenced: async (name) => [...prepared.referencesTo(name), ...watching.referencesTo(name)],
    beforeRemovals: async () => {
      await prepared.settle();
      await watching.settle();
    },
  });
  if (result.kind !== 'applied') return result;

  await replaceSources(sources, ports);
  const there = (await ports.channels.listFresh()).map(({ name }) => name);
  const odd = await applySilences(silences, there, ports);
  return { ...result, warnings: [...result.warnings, ...prepared.warnings, ...watching.warnings, ...odd] };
}

/** Takes away everything that a file set up, as far as nothing depends on it. */
export async function releaseTocsinFile(ports: ApplyFilePorts): Promise<Released> {
  await replaceSources([], ports);
  await applySilences([], [], ports);
  const prepared = await preparePushSettings(undefined, [], ports);
  if (prepared.kind === 'ready') await prepared.settle();
  const watching = await prepareWatchdogs(undefined, [], ports);
  if (watching.kind === 'ready') await watching.settle();

  return releaseChannels({
    ...ports,
    isReferenced: async (name) => [...(await pushReferences(name, ports)), ...(await watchdogReferences(name, ports))],
  });
}

/** Nothing is written where nothing changes: an audit names changes, and this runs at each start. */
async function replaceSources(
  sources: readonly SourceMapping[],
  { sourceMappings, putSourceMappings, audit }: ApplyFilePorts,
): Promise<void> {
  const before = await sourceMappings();
  if (isDeepStrictEqual(before, sources)) return;

  const changes = fieldChanges(byName(before), byName(sources));
  await audit({ what: 'sources-replaced', object: 'sources', changes }, () => putSourceMappings(sources));
}

function byName(sources: readonly SourceMapping[]): Readonly<Record<string, SourceMapping>> {
  return Object.fromEntries(sources.map((source) => [source.name, source]));
}
