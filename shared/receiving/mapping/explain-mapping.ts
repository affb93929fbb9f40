import { evaluate } from './evaluate.ts';
import type { FieldAccount } from './field-reader.ts';
import { MAPPED_FIELDS, type MappedField, type SourceMapping } from './source-mapping.ts';

/** Where the value of a field came from. */
export type Origin =
  /** An expression yielded it; `word` is what the sender wrote where that was translated. */
  | { readonly kind: 'expression'; readonly expression: string; readonly word?: string; readonly by?: WordTable }
  /** An expression failed, or yielded what the field can't be; the field stayed as it was. */
  | { readonly kind: 'unread'; readonly expression: string; readonly word?: string }
  /** `defaults` of the mapping. */
  | { readonly kind: 'default' }
  /** Neither: what an event or any JSON is without the mapping's word on it. An expression that is there yields nothing. */
  | { readonly kind: 'untold'; readonly expression?: string }
  /** It is not looked at: an alert that fires has no end. */
  | { readonly kind: 'not-asked'; readonly expression: string };

/** By which table a word was understood: one of the mapping, or the words everybody uses. */
export type WordTable = 'mapping' | 'usual';

/** Where each field of an alert came from. Those that the mapping does not name and nobody filled are left out. */
export function explainFields(
  mapping: SourceMapping,
  account: FieldAccount,
  data: unknown,
  status: string,
): Partial<Record<MappedField, Origin>> {
  const origins: Partial<Record<MappedField, Origin>> = {};
  for (const field of MAPPED_FIELDS) origins[field] = originOf(field, mapping, account, data, status);
  return origins;
}

function originOf(
  field: MappedField,
  mapping: SourceMapping,
  { found, unread }: FieldAccount,
  data: unknown,
  status: string,
): Origin {
  const expression = mapping.alert[field];
  if (expression === undefined) return hasDefault(field, mapping) ? { kind: 'default' } : { kind: 'untold' };
  if (field === 'resolvedAt' && status !== 'resolved') return { kind: 'not-asked', expression };

  const word = wordOf(expression, data);
  const said = word === undefined ? {} : { word };
  if (unread.has(field)) return { kind: 'unread', expression, ...said };
  if (!found.has(field)) return hasDefault(field, mapping) ? { kind: 'default' } : { kind: 'untold', expression };
  if (field !== 'level' && field !== 'status') return { kind: 'expression', expression };

  const table = field === 'level' ? mapping.levels : mapping.statuses;
  const by = Object.hasOwn(table, (word ?? '').trim().toLowerCase()) ? 'mapping' : 'usual';
  return { kind: 'expression', expression, ...said, by };
}

function hasDefault(field: MappedField, { defaults }: SourceMapping): boolean {
  return Object.hasOwn(defaults, field);
}

/** What an expression yielded, where that is one word or number. */
function wordOf(expression: string, data: unknown): string | undefined {
  const result = evaluate(expression, data);
  if (result.kind !== 'value') return undefined;

  const { value } = result;
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value).slice(0, 100) : undefined;
}
