import type { Audit } from '../audit/audit.ts';
import type { Change } from '../audit/audit-entry.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { ChannelStore } from '../channels/channel-store.ts';
import { type Findings, isRecord, openSection } from '../channels/section.ts';
import type { FieldError } from '../receiving/source.ts';
import { judgeRuleChannels, readInhibitions, shownRule } from './inhibition-input.ts';
import type { InhibitionRule } from './inhibition-rule.ts';
import type { InhibitionStore, StoredInhibitions } from './inhibition-store.ts';

/** What managing inhibition rules needs of the world. */
export interface InhibitionPorts {
  readonly inhibitions: InhibitionStore;
  readonly channels: Pick<ChannelStore, 'listFresh'>;
  readonly audit: Audit;
}

/** What became of a replacement. */
export type ReplaceInhibitionsResult =
  | { readonly kind: 'replaced'; readonly rules: readonly InhibitionRule[] }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  /** They come from `tocsin.yaml` and can be changed only there. */
  | { readonly kind: 'managed-by-file' }
  | { readonly kind: 'changed-meanwhile' };

/** The rules as they are now. */
export async function showInhibitions({
  inhibitions,
}: Pick<InhibitionPorts, 'inhibitions'>): Promise<readonly InhibitionRule[]> {
  return (await inhibitions.readFresh())?.rules ?? [];
}

/** Replaces all of the rules by the input, or changes nothing. */
export async function replaceInhibitions(input: unknown, ports: InhibitionPorts): Promise<ReplaceInhibitionsResult> {
  const stored = await ports.inhibitions.readFresh();
  if (stored?.origin === 'file') return { kind: 'managed-by-file' };
  if (!isRecord(input))
    return { kind: 'invalid', errors: [{ field: '', message: 'must be an object {"rules": […]}' }] };

  const findings: Findings = { errors: [], warnings: [] };
  const rules = readInhibitions(openSection(input, '', ['rules'], findings), 'rules');
  const known = (await ports.channels.listFresh()).map(({ name }) => name);
  judgeRuleChannels(rules, 'rules', known, findings);
  if (findings.errors.length > 0) return { kind: 'invalid', errors: findings.errors };

  const result = await writeInhibitions(stored, { rules, origin: 'api' }, ports);
  return result === 'written' ? { kind: 'replaced', rules } : { kind: result };
}

/** Writes rules in place of those that are there, and writes that down. */
export function writeInhibitions(
  stored: StoredInhibitions | undefined,
  next: Omit<StoredInhibitions, 'revision'>,
  { inhibitions, audit }: Pick<InhibitionPorts, 'inhibitions' | 'audit'>,
): Promise<'written' | 'changed-meanwhile'> {
  return audit(
    changeOf(stored?.rules ?? [], next.rules),
    () => inhibitions.write({ ...next, revision: (stored?.revision ?? 0) + 1 }),
    (result) => result === 'written',
  );
}

/** What changes, each rule under its name. */
function changeOf(before: readonly InhibitionRule[], after: readonly InhibitionRule[]): Change {
  return {
    what: 'inhibitions-replaced',
    object: 'inhibitions',
    changes: fieldChanges(byName(before), byName(after)),
  };
}

function byName(rules: readonly InhibitionRule[]): object {
  return Object.fromEntries(rules.map((rule) => [rule.name, shownRule(rule)]));
}
