import { isDeepStrictEqual } from 'node:util';
import type { ChannelStore } from '../channels/channel-store.ts';
import type { FileError } from '../channels/file-channel.ts';
import type { Findings } from '../channels/section.ts';
import { type SettingsPorts, writeSettings } from './replace-settings.ts';
import type { NamedChannel, SettingsKind } from './settings-kind.ts';
import type { SettingsStore, StoredSettings } from './settings-store.ts';

/** Settings as a file has them, judged but for the channels they name. */
export interface FileSettings<Settings> {
  readonly settings: Settings;
  readonly lineOf: (field: string) => number;
}

/** What a file's settings mean for the channels around them, or why they can't be. Nothing is written yet. */
export type PreparedSettings<Settings> =
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] }
  | {
      readonly kind: 'ready';
      readonly warnings: readonly string[];
      /** What will be in force. */
      readonly settings: Settings;
      /** Puts them in force; done twice it changes nothing. */
      readonly settle: () => Promise<void>;
    };

/** Somebody else may write at the same moment; more often than this is trouble. */
const ATTEMPTS = 3;

/**
 * Judges the settings of a file, or that it has none any more: then those a file
 * brought go, and the API may make some. Those of the API stay as they are.
 */
export async function prepareSettings<Settings>(
  kind: SettingsKind<Settings>,
  file: FileSettings<Settings> | undefined,
  fileChannels: readonly string[],
  ports: SettingsPorts<Settings>,
): Promise<PreparedSettings<Settings>> {
  const settle = () => settleSettings(kind, file?.settings, ports);
  if (file === undefined) {
    const stored = await ports.store.readFresh();
    const settings = stored?.origin === 'api' ? stored.settings : kind.none;
    return { kind: 'ready', warnings: [], settings, settle };
  }
  const inTheWay = await settingsInTheWay(kind, file, ports.store);
  if (inTheWay.length > 0) return { kind: 'invalid', errors: inTheWay };

  const { settings, lineOf } = file;
  const findings: Findings = { errors: [], warnings: [] };
  kind.judge(settings, await channelsBeside(fileChannels, ports.channels), findings, kind.field);
  return findings.errors.length > 0
    ? { kind: 'invalid', errors: findings.errors.map((error) => ({ ...error, line: lineOf(error.field) })) }
    : { kind: 'ready', warnings: findings.warnings, settings, settle };
}

/** Why a file's settings can't be put in force, whatever they say; nothing where they can. */
export async function settingsInTheWay<Settings>(
  { words, path, field, none, emptyBody }: SettingsKind<Settings>,
  file: Pick<FileSettings<Settings>, 'lineOf'> | undefined,
  store: SettingsStore<Settings>,
): Promise<readonly FileError[]> {
  if (file === undefined) return [];
  const stored = await store.readFresh();
  if (stored?.origin !== 'api' || isDeepStrictEqual(stored.settings, none)) return [];

  const message =
    `there are ${words} made over the API, which a file never changes: ` +
    `take those away (PUT /v1/${path} with ${emptyBody}), or leave them out of the file`;
  return [{ field, message, line: file.lineOf(field) }];
}

/** Makes the settings be those of a file; where it has none any more, those it brought go. */
export async function settleSettings<Settings>(
  kind: SettingsKind<Settings>,
  wanted: Settings | undefined,
  ports: Pick<SettingsPorts<Settings>, 'store' | 'audit'>,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await ports.store.readFresh();
    const next = following(stored, wanted, kind.none);
    if (next === undefined || (await writeSettings(kind, stored, next, ports)) === 'written') return;
  }
  throw new Error(`${kind.words} changed faster than they could be written`);
}

/** What is to be written; undefined when all is as it should be. */
function following<Settings>(
  stored: StoredSettings<Settings> | undefined,
  wanted: Settings | undefined,
  none: Settings,
): Omit<StoredSettings<Settings>, 'revision'> | undefined {
  if (wanted === undefined) return stored?.origin === 'file' ? { settings: none, origin: 'api' } : undefined;

  const isSame = stored?.origin === 'file' && isDeepStrictEqual(stored.settings, wanted);
  return isSame ? undefined : { settings: wanted, origin: 'file' };
}

/** Channels of a file that is about to go are none to count on: those of this file and the API's are. */
async function channelsBeside(
  fileChannels: readonly string[],
  channels: Pick<ChannelStore, 'listFresh'>,
): Promise<readonly NamedChannel[]> {
  const others = (await channels.listFresh()).filter(
    ({ origin, name }) => origin === 'api' && !fileChannels.includes(name),
  );
  return [...fileChannels.map((name) => ({ name })), ...others];
}
