import type { FieldError } from '../../source.ts';
import { show } from './show.ts';

/** What other products call a field of ours. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  alertname: 'name',
  annotations: 'labels',
  body: 'description',
  content: 'description',
  desc: 'description',
  detail: 'description',
  details: 'description',
  endsat: 'resolvedAt',
  fingerprint: 'id',
  generatorurl: 'url',
  host: 'target',
  instance: 'target',
  key: 'id',
  link: 'url',
  message: 'summary',
  object: 'target',
  priority: 'level',
  resource: 'target',
  severity: 'level',
  startsat: 'activeAt',
  state: 'status',
  tags: 'labels',
  text: 'description',
  timestamp: 'updatedAt',
  title: 'name',
};

/** Refuses a field by name, with the field that was probably meant. */
export function unknownFieldError(key: string, path: string, known: readonly string[]): FieldError {
  const meant = closest(key, known);
  const hint = meant === undefined ? `the fields are ${known.join(', ')}` : `did you mean ${meant}?`;
  return { field: path.length <= 200 ? path || '""' : show(path), message: `is not a field of this format; ${hint}` };
}

function closest(key: string, known: readonly string[]): string | undefined {
  const plain = key.toLowerCase().replace(/[_\s-]/g, '');
  const other = Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined;
  if (other !== undefined && known.includes(other)) return other;
  if (plain.length > 20) return undefined;

  return known.find((field) => distance(plain, field.toLowerCase()) <= (field.length > 4 ? 2 : 1));
}

/** Levenshtein distance of two short words: how many letters to add, remove or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const change = (row[j] ?? 0) + (b[j] === letter ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
