import { isDeepStrictEqual } from 'node:util';
import { fieldChanges } from '../audit/field-changes.ts';
import { type ApplyResult, applyChannels } from '../channels/apply-file.ts';
import type { ApplyPorts } from '../channels/prepare-file-channel.ts';
import { type Released, releaseChannels } from '../channels/release-file.ts';
import { applyInhibitions } from '../inhibition/apply-inhibitions.ts';
import type { InhibitionStore } from '../inhibition/inhibition-store.ts';
import { INHIBITIONS } from '../inhibition/manage-inhibitions.ts';
import type { SourceMapping } from '../receiving/mapping/source-mapping.ts';
import { keysIn } from '../receiving/signature/judge-signature.ts';
import type { SenderKeys, SignatureRule } from '../receiving/signature/signature-rule.ts';
import { pushReferencesTo } from '../routing/push-settings.ts';
import { PUSH_SETTINGS } from '../routing/push-settings-kind.ts';
import type { PushSettingsStore } from '../routing/push-settings-store.ts';
import { prepareSettings, settingsInTheWay, settleSettings } from '../settings/file-settings.ts';
import { showSettings } from '../settings/replace-settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { type ApplySilencesPorts, applySilences } from '../silences/apply-silences.ts';
import { WATCHDOGS } from '../watchdogs/manage-watchdogs.ts';
import { type Watchdogs, watchdogReferencesTo } from '../watchdogs/watchdogs.ts';
import { pollerWarnings } from './poller-warnings.ts';
import type { TocsinFile } from './tocsin-file.ts';

/** What applying a whole `tocsin.yaml` needs of the world. */
export interface ApplyFilePorts extends ApplyPorts, ApplySilencesPorts {
  /** The mappings in force. */
  readonly sourceMappings: () => Promise<readonly SourceMapping[]>;
  /** Makes these the mappings of further senders, and no others. */
  readonly putSourceMappings: (mappings: readonly SourceMapping[]) => Promise<void>;
  /** Whose requests have to be signed, as it is in force. */
  readonly signatureRules: () => Promise<readonly SignatureRule[]>;
  /** Makes these the senders whose requests have to be signed, and no others. */
  readonly putSignatureRules: (rules: readonly SignatureRule[]) => Promise<void>;
  /** Reads a sender's key or OCP's credentials, to say when they are not there. */
  readonly readNamed: SenderKeys['readFresh'];
  readonly pushSettings: PushSettingsStore;
  readonly inhibitions: InhibitionStore;
  readonly watchdogs: SettingsStore<Watchdogs>;
}

/**
 * Makes everything a file sets up be as it says: the same in both homes.
 * Channels, push settings, watchdogs and inhibition rules come first, since they alone
 * can refuse the file, and then nothing has changed. Push settings and watchdogs change when
 * all channels are there and none has gone yet: they never name one that is not.
 */
export async function applyTocsinFile(
  { channels, sources, grafanaSignatures, ocpPollers, pushSettings, silences, watchdogs, inhibitions }: TocsinFile,
  ports: ApplyFilePorts,
): Promise<ApplyResult> {
  const names = channels.map(({ name }) => name);
  const push = await prepareSettings(PUSH_SETTINGS, pushSettings, names, { ...ports, store: ports.pushSettings });
  if (push.kind === 'invalid') return push;

  const watching = await prepareSettings(WATCHDOGS, watchdogs, names, { ...ports, store: ports.watchdogs });
  if (watching.kind === 'invalid') return watching;

  const inTheWay = await settingsInTheWay(INHIBITIONS, inhibitions, ports.inhibitions);
  if (inTheWay.length > 0) return { kind: 'invalid', errors: inTheWay };

  const result = await applyChannels(channels, {
    ...ports,
    isReferenced: async (name) => [
      ...pushReferencesTo(name, push.settings),
      ...watchdogReferencesTo(name, watching.settings),
    ],
    beforeRemovals: async () => {
      await push.settle();
      await watching.settle();
    },
  });
  if (result.kind !== 'applied') return result;

  await replaceSources(sources, ports);
  await replaceSignatures(grafanaSignatures, ports);
  const missing = await missingKeys(grafanaSignatures, ports);
  const there = (await ports.channels.listFresh()).map(({ name }) => name);
  const odd = [
    ...(await pollerWarnings(ocpPollers, there, ports.readNamed)),
    ...(await applySilences(silences, there, ports)),
    ...(await applyInhibitions(inhibitions, there, { ...ports, store: ports.inhibitions })),
  ];
  const warnings = [...result.warnings, ...push.warnings, ...watching.warnings, ...missing, ...odd];
  return { ...result, warnings };
}

/** Takes away everything that a file set up, as far as nothing depends on it. */
export async function releaseTocsinFile(ports: ApplyFilePorts): Promise<Released> {
  await replaceSources([], ports);
  await replaceSignatures([], ports);
  await applySilences([], [], ports);
  await settleSettings(INHIBITIONS, undefined, { ...ports, store: ports.inhibitions });
  await settleSettings(PUSH_SETTINGS, undefined, { ...ports, store: ports.pushSettings });
  await settleSettings(WATCHDOGS, undefined, { ...ports, store: ports.watchdogs });

  return releaseChannels({
    ...ports,
    isReferenced: async (name) => [
      ...pushReferencesTo(name, await showSettings(PUSH_SETTINGS, ports.pushSettings)),
      ...watchdogReferencesTo(name, await showSettings(WATCHDOGS, ports.watchdogs)),
    ],
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

async function replaceSignatures(
  rules: readonly SignatureRule[],
  { signatureRules, putSignatureRules, audit }: ApplyFilePorts,
): Promise<void> {
  const before = await signatureRules();
  if (isDeepStrictEqual(before, rules)) return;

  const changes = fieldChanges(bySender(before), bySender(rules));
  await audit({ what: 'sources-replaced', object: 'grafanaSignatures', changes }, () => putSignatureRules(rules));
}

/** A key that is not there yet is no mistake of the file, but its sender is refused until it is. */
async function missingKeys(
  rules: readonly SignatureRule[],
  { readNamed }: Pick<ApplyFilePorts, 'readNamed'>,
): Promise<readonly string[]> {
  const missing = await Promise.all(
    rules.map(async ({ key }) => keysIn((await readNamed(key).catch(() => undefined)) ?? '').length === 0),
  );
  return rules.flatMap(({ source, key }, index) =>
    missing[index] === true
      ? [
          `grafanaSignatures[${index}].key: there is no ${key.kind} ${key.name}: alerts of ${source} are refused until there is`,
        ]
      : [],
  );
}

function bySender(rules: readonly SignatureRule[]): Readonly<Record<string, SignatureRule>> {
  return Object.fromEntries(rules.map((rule) => [rule.source, rule]));
}

function byName(sources: readonly SourceMapping[]): Readonly<Record<string, SourceMapping>> {
  return Object.fromEntries(sources.map((source) => [source.name, source]));
}
