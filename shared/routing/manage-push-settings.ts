import type { Audit } from '../audit/audit.ts';
import type { Change } from '../audit/audit-entry.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { Channel } from '../channels/channel.ts';
import type { ChannelStore } from '../channels/channel-store.ts';
import type { Findings } from '../channels/section.ts';
import type { FieldError } from '../receiving/source.ts';
import { isEmpty, NO_PUSH_SETTINGS, type PushSettings, pushReferencesTo } from './push-settings.ts';
import { judgeChannels, type KnownChannel, readPushSettings } from './push-settings-input.ts';
import type { PushSettingsStore, StoredPushSettings } from './push-settings-store.ts';

/** What managing push settings needs of the world. */
export interface PushPorts {
  readonly pushSettings: PushSettingsStore;
  readonly channels: Pick<ChannelStore, 'listFresh'>;
  readonly audit: Audit;
}

/** What became of a replacement. */
export type ReplacePushResult =
  | { readonly kind: 'replaced'; readonly settings: PushSettings; readonly warnings: readonly string[] }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  /** They come from `tocsin.yaml` and can be changed only there. */
  | { readonly kind: 'managed-by-file' }
  | { readonly kind: 'changed-meanwhile' };

/** The settings as they are now. */
export async function showPushSettings({ pushSettings }: Pick<PushPorts, 'pushSettings'>): Promise<PushSettings> {
  return (await pushSettings.readFresh())?.settings ?? NO_PUSH_SETTINGS;
}

/** Replaces all of the settings by the input, or changes nothing. */
export async function replacePushSettings(input: unknown, ports: PushPorts): Promise<ReplacePushResult> {
  const stored = await ports.pushSettings.readFresh();
  if (stored?.origin === 'file') return { kind: 'managed-by-file' };

  const findings: Findings = { errors: [], warnings: [] };
  if (input === null || input === undefined) findings.errors.push({ field: '', message: 'must be an object {…}' });
  const settings = readPushSettings(input, '', findings);
  judgeChannels(settings, '', (await ports.channels.listFresh()).map(knownChannel), findings);
  if (findings.errors.length > 0) return { kind: 'invalid', errors: findings.errors };

  const next: StoredPushSettings = { settings, origin: 'api', revision: nextRevision(stored) };
  const result = await writePushSettings(stored, next, ports);
  return result === 'written' ? { kind: 'replaced', settings, warnings: findings.warnings } : { kind: result };
}

/** Writes settings in place of those that are there, and writes that down. */
export function writePushSettings(
  stored: StoredPushSettings | undefined,
  next: StoredPushSettings,
  { pushSettings, audit }: Pick<PushPorts, 'pushSettings' | 'audit'>,
): Promise<'written' | 'changed-meanwhile'> {
  return audit(
    pushChange(stored?.settings, next.settings),
    () => pushSettings.write(next),
    (result) => result === 'written',
  );
}

/** What changes, each rule under its name: one that only moves is named by its place. */
function pushChange(before: PushSettings = NO_PUSH_SETTINGS, after: PushSettings = NO_PUSH_SETTINGS): Change {
  return {
    what: 'push-settings-replaced',
    object: 'push-settings',
    changes: fieldChanges(byName(before), byName(after)),
  };
}

function byName({ defaultChannel, rules }: PushSettings): object {
  const named = rules.map((rule, index) => [rule.name, { place: index, ...rule }] as const);
  return { defaultChannel, rules: Object.fromEntries(named) };
}

/** What of the settings names a channel, in words. */
export async function pushReferences(
  channel: string,
  { pushSettings }: Pick<PushPorts, 'pushSettings'>,
): Promise<readonly string[]> {
  const stored = await pushSettings.readFresh();
  return stored === undefined ? [] : pushReferencesTo(channel, stored.settings);
}

/** A channel as far as rules have to do with it. */
export function knownChannel({ name, message }: Channel): KnownChannel {
  return { name, recovery: message.recovery };
}

/** The number of the next change. */
export function nextRevision(stored: StoredPushSettings | undefined): number {
  return (stored?.revision ?? 0) + 1;
}

/** Whether the API's own settings stand in the way of a file's. */
export function isTakenByApi(stored: StoredPushSettings | undefined): boolean {
  return stored?.origin === 'api' && !isEmpty(stored.settings);
}
