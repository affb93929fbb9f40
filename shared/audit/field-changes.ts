/** A value of one field, as it is written down. */
export type FieldValue = string | number | boolean | null;

/** One field that changes; what is not there is null. A secret stands as `***`, also where one takes the place of another. */
export interface FieldChange {
  readonly field: string;
  readonly before: FieldValue;
  readonly after: FieldValue;
}

/** Longest value, and longest path of a field, in characters: with as many fields as are kept, an entry fits an item. */
const MAX_LENGTH = 300;
/** Fields of one change; a channel with ten robots has some sixty. */
const MAX_FIELDS = 100;

/**
 * What differs between two objects, field by field: `robots[0].keyword`. A list
 * of plain values is one field. Undefined stands for an object that is not there.
 */
export function fieldChanges(before: unknown, after: unknown): readonly FieldChange[] {
  const [old, next] = [new Map(fieldsOf(before, '')), new Map(fieldsOf(after, ''))];
  const fields = [...new Set([...old.keys(), ...next.keys()])];
  const changes = fields.flatMap((field) => {
    const [was, is] = [old.get(field) ?? null, next.get(field) ?? null];
    return Object.is(was, is) ? [] : [{ field: cut(field), before: cutValue(was), after: cutValue(is) }];
  });

  return kept(changes);
}

/** As many changes as an entry holds, the last of which counts the others. */
export function kept(changes: readonly FieldChange[]): readonly FieldChange[] {
  if (changes.length <= MAX_FIELDS) return changes;

  const more = changes.length - MAX_FIELDS + 1;
  return [...changes.slice(0, MAX_FIELDS - 1), { field: `… and ${more} more`, before: null, after: null }];
}

function fieldsOf(value: unknown, path: string): readonly (readonly [string, FieldValue])[] {
  if (Array.isArray(value)) {
    return value.some(isObject)
      ? value.flatMap((entry: unknown, index) => fieldsOf(entry, `${path}[${index}]`))
      : [[path, JSON.stringify(value)]];
  }
  if (isObject(value)) {
    return Object.entries(value).flatMap(([name, entry]) => fieldsOf(entry, path === '' ? name : `${path}.${name}`));
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[path, value]];

  return [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function cutValue(value: FieldValue): FieldValue {
  return typeof value === 'string' ? cut(value) : value;
}

function cut(text: string): string {
  const characters = [...text.slice(0, 2 * MAX_LENGTH)];
  return characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH - 1).join('')}…` : text;
}
