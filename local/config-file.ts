import { readFile } from 'node:fs/promises';
import type { Telemetry } from '#functions/edge/telemetry.ts';
import type { SourceMappingStore } from '#shared/adapters/dynamodb/source-mappings.ts';
import type { SecretReference } from '#shared/channels/file-channel.ts';
import type { ManagePorts } from '#shared/channels/manage-ports.ts';
import { applyTocsinFile } from '#shared/config/apply-tocsin-file.ts';
import { describeFileError } from '#shared/config/file-error-line.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import type { InhibitionStore } from '#shared/inhibition/inhibition-store.ts';
import type { OcpPoller } from '#shared/polling/ocp-poller.ts';
import type { PushSettingsStore } from '#shared/routing/push-settings-store.ts';
import type { SettingsStore } from '#shared/settings/settings-store.ts';
import type { SilenceStore } from '#shared/silences/silence-store.ts';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';
import type { FileSecrets } from './file-secrets.ts';
import type { RelayOptions } from './options.ts';
import { StartError } from './start-error.ts';

/** The configuration file can't be applied; each line is one problem of it. */
export class ConfigFileError extends StartError {
  override name = 'ConfigFileError' as const;
}

/** What applying the file needs. */
export interface ConfigFileDeps {
  readonly manage: ManagePorts;
  readonly secrets: Pick<FileSecrets, 'named'>;
  readonly noteFormer: (channelName: string) => Promise<void>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly telemetry: Telemetry;
  readonly mappings: SourceMappingStore;
  readonly pushSettings: PushSettingsStore;
  readonly inhibitions: InhibitionStore;
  readonly silences: Pick<SilenceStore, 'listFresh' | 'put' | 'end'>;
  readonly watchdogs: SettingsStore<Watchdogs>;
  readonly now: () => number;
}

/** Makes everything be what the file says, and answers which OCPs it has polled. A file that was not named may be missing. */
export async function applyConfigFile(
  { path, named }: RelayOptions['configFile'],
  deps: ConfigFileDeps,
): Promise<readonly OcpPoller[]> {
  const text = await readConfig(path, named);
  if (text === undefined) return [];

  const parsed = parseTocsinFile(text, { allowEnv: true });
  if (parsed.kind === 'invalid')
    throw new ConfigFileError(parsed.errors.map((error) => describeFileError(path, error)));

  const resolve = async ({ kind, name }: SecretReference) =>
    kind === 'env' ? deps.env[name] : deps.secrets.named(name);
  const result = await applyTocsinFile(parsed.file, {
    ...deps.manage,
    noteFormer: deps.noteFormer,
    references: { kind: 'copied', resolve },
    sourceMappings: () => deps.mappings.list(),
    pushSettings: deps.pushSettings,
    inhibitions: deps.inhibitions,
    silences: deps.silences,
    watchdogs: deps.watchdogs,
    now: deps.now,
    putSourceMappings: (mappings) => deps.mappings.putSourceMappings(mappings),
    signatureRules: () => deps.mappings.signatures(),
    putSignatureRules: (rules) => deps.mappings.putSignatureRules(rules),
    readNamed: resolve,
  });
  if (result.kind === 'invalid')
    throw new ConfigFileError(result.errors.map((error) => describeFileError(path, error)));

  const { created, replaced, removed } = result;
  deps.telemetry.info('configuration applied', { file: path, created, replaced, removed });
  for (const warning of [...parsed.warnings, ...result.warnings]) deps.telemetry.warn('configuration', { warning });
  return parsed.file.ocpPollers;
}

async function readConfig(path: string, named: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' && !named) return undefined;
    throw new ConfigFileError([`${path} can't be read${code === 'ENOENT' ? ': there is no such file' : ''}`], {
      cause,
    });
  }
}
