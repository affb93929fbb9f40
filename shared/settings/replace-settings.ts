import type { Audit } from '../audit/audit.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { ChannelStore } from '../channels/channel-store.ts';
import type { Findings } from '../channels/section.ts';
import type { FieldError } from '../receiving/source.ts';
import type { SettingsKind } from './settings-kind.ts';
import type { SettingsStore, StoredSettings } from './settings-store.ts';

/** What replacing settings of one kind needs of the world. */
export interface SettingsPorts<Settings> {
  readonly store: SettingsStore<Settings>;
  readonly channels: Pick<ChannelStore, 'listFresh'>;
  readonly audit: Audit;
}

/** Why settings were not replaced. */
export type NotReplaced =
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  /** They come from `tocsin.yaml` and can be changed only there. */
  | { readonly kind: 'managed-by-file' }
  | { readonly kind: 'changed-meanwhile' };

/** What became of a replacement. */
export type ReplaceSettingsResult<Settings> =
  | { readonly kind: 'replaced'; readonly settings: Settings; readonly warnings: readonly string[] }
  | NotReplaced;

/** The settings as they are now. */
export async function showSettings<Settings>(
  { none }: Pick<SettingsKind<Settings>, 'none'>,
  store: Pick<SettingsStore<Settings>, 'readFresh'>,
): Promise<Settings> {
  return (await store.readFresh())?.settings ?? none;
}

/** Replaces all of the settings by the input, or changes nothing. `remark` adds what is odd about settings that are fit. */
export async function replaceSettings<Settings>(
  kind: SettingsKind<Settings>,
  input: unknown,
  ports: SettingsPorts<Settings>,
  remark: (settings: Settings, findings: Findings) => Promise<void> = async () => undefined,
): Promise<ReplaceSettingsResult<Settings>> {
  const stored = await ports.store.readFresh();
  if (stored?.origin === 'file') return { kind: 'managed-by-file' };

  const findings: Findings = { errors: [], warnings: [] };
  const settings = kind.read(input, findings);
  kind.judge(settings, await ports.channels.listFresh(), findings, '');
  if (findings.errors.length > 0) return { kind: 'invalid', errors: findings.errors };

  await remark(settings, findings);
  const result = await writeSettings(kind, stored, { settings, origin: 'api' }, ports);
  return result === 'written' ? { kind: 'replaced', settings, warnings: findings.warnings } : { kind: result };
}

/** Writes settings in place of those that are there, and writes that down. */
export function writeSettings<Settings>(
  { path, none, byName }: SettingsKind<Settings>,
  stored: StoredSettings<Settings> | undefined,
  next: Omit<StoredSettings<Settings>, 'revision'>,
  { store, audit }: Pick<SettingsPorts<Settings>, 'store' | 'audit'>,
): Promise<'written' | 'changed-meanwhile'> {
  const changes = fieldChanges(byName(stored?.settings ?? none), byName(next.settings));
  return audit(
    { what: `${path}-replaced`, object: path, changes },
    () => store.write({ ...next, revision: (stored?.revision ?? 0) + 1 }),
    (result) => result === 'written',
  );
}
