import { isDeepStrictEqual } from 'node:util';
import type { FileError } from '../channels/file-channel.ts';
import type { Findings } from '../channels/section.ts';
import { isTakenByApi, knownChannel, nextRevision, type PushPorts, writePushSettings } from './manage-push-settings.ts';
import { NO_PUSH_SETTINGS, type PushSettings, pushReferencesTo } from './push-settings.ts';
import { judgeChannels } from './push-settings-input.ts';
import type { StoredPushSettings } from './push-settings-store.ts';

/** Push settings as a file has them, judged but for the channels they name. */
export interface FilePushSettings {
  readonly settings: PushSettings;
  readonly lineOf: (field: string) => number;
}

/** What a file's push settings mean for the channels around them, or why they can't be. Nothing is written yet. */
export type PreparedPushSettings =
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] }
  | {
      readonly kind: 'ready';
      readonly warnings: readonly string[];
      /** What will name a channel, in words. */
      readonly referencesTo: (channel: string) => readonly string[];
      /** Puts them in force; done twice it changes nothing. */
      readonly settle: () => Promise<void>;
    };

const FIELD = 'pushSettings';

const TAKEN =
  'there are push settings made over the API, which a file never changes: ' +
  'take those away (PUT /v1/push-settings with {}), or leave them out of the file';

/** Somebody else may write at the same moment; more often than this is trouble. */
const ATTEMPTS = 3;

/**
 * Judges the push settings of a file, or that it has none any more: then those
 * a file brought go, and the API may make some. Those of the API stay as they are.
 */
export async function preparePushSettings(
  file: FilePushSettings | undefined,
  fileChannels: readonly string[],
  ports: PushPorts,
): Promise<PreparedPushSettings> {
  const stored = await ports.pushSettings.readFresh();
  if (file !== undefined && isTakenByApi(stored))
    return { kind: 'invalid', errors: [{ field: FIELD, message: TAKEN, line: file.lineOf(FIELD) }] };

  const findings = await judge(file, fileChannels, ports);
  if (findings.errors.length > 0 && file !== undefined)
    return { kind: 'invalid', errors: findings.errors.map((error) => ({ ...error, line: file.lineOf(error.field) })) };

  const inForce = file?.settings ?? (stored?.origin === 'api' ? stored.settings : NO_PUSH_SETTINGS);
  return {
    kind: 'ready',
    warnings: findings.warnings,
    referencesTo: (channel) => pushReferencesTo(channel, inForce),
    settle: () => settle(file, ports),
  };
}

/** Channels of a file that is about to go are none to count on: those of this file and the API's are. */
async function judge(
  file: FilePushSettings | undefined,
  fileChannels: readonly string[],
  { channels }: PushPorts,
): Promise<Findings> {
  const findings: Findings = { errors: [], warnings: [] };
  if (file === undefined) return findings;

  const others = (await channels.listFresh()).filter(
    ({ origin, name }) => origin === 'api' && !fileChannels.includes(name),
  );
  const known = [...fileChannels.map((name) => ({ name })), ...others.map(knownChannel)];
  judgeChannels(file.settings, FIELD, known, findings);
  return findings;
}

async function settle(file: FilePushSettings | undefined, ports: PushPorts): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await ports.pushSettings.readFresh();
    const next = following(file, stored);
    if (next === undefined || (await writePushSettings(stored, next, ports)) === 'written') return;
  }
  throw new Error('push settings changed faster than they could be written');
}

/** What is to be written; undefined when all is as it should be. */
function following(
  file: FilePushSettings | undefined,
  stored: StoredPushSettings | undefined,
): StoredPushSettings | undefined {
  const revision = nextRevision(stored);
  if (file === undefined)
    return stored?.origin === 'file' ? { settings: NO_PUSH_SETTINGS, origin: 'api', revision } : undefined;

  const isSame = stored?.origin === 'file' && isDeepStrictEqual(stored.settings, file.settings);
  return isSame ? undefined : { settings: file.settings, origin: 'file', revision };
}
