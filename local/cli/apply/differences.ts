import { isRecord } from '#shared/channels/section.ts';

/** One field that is another than before; undefined where it is not there. */
export interface Difference {
  readonly field: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Members of an answer that say something about the channel and are no setting of it. */
const NO_SETTINGS = ['origin', 'warnings'];

/** Field by field, in the order of the wanted ones. Robots are told apart by name, since their place may change. */
export function differencesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  const [old, wanted] = [fieldsOf(before), fieldsOf(after)];
  const fields = [...new Set([...wanted.keys(), ...old.keys()])];

  return fields
    .map((field) => ({ field, from: old.get(field), to: wanted.get(field) }))
    .filter(({ from, to }) => from !== to);
}

/** Every field of a channel as it is shown, with its value as JSON. */
export function fieldsOf(channel: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const settings = Object.entries(channel).filter(([field]) => !NO_SETTINGS.includes(field));
  return new Map(
    settings.flatMap(([field, value]) => (field === 'robots' ? robotFields(value) : flatten(field, value))),
  );
}

function robotFields(value: unknown): readonly (readonly [string, string])[] {
  const robots = Array.isArray(value) ? value.filter(isRecord) : [];
  const names = robots.map(({ name }) => String(name));

  return [
    ['robots', JSON.stringify(names)],
    ...robots.flatMap(({ name, ...robot }) => flatten(`robots.${String(name)}`, robot)),
  ];
}

function flatten(field: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined) return [];
  if (!isRecord(value) || field === 'responseCheck') return [[field, JSON.stringify(value)]];

  return Object.entries(value).flatMap(([name, inner]) => flatten(`${field}.${name}`, inner));
}
