import { InvalidArgumentError, Option } from 'commander';

const MOST_ITEMS = 100_000;

/** `--limit`, for every list. */
export function limitOption(byDefault: number): Option {
  return new Option('-n, --limit <number>', 'how many at most; pages of the API are put together')
    .default(byDefault)
    .argParser((text: string) => wholeNumber(text, 1, MOST_ITEMS));
}

/** Reads a whole number within bounds. */
export function wholeNumber(text: string, min: number, max: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;

  throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const SPAN = /^(\d{1,6})([smhdw])$/;

/** A length of time, `90s` or `2h`, in ms; undefined when it is none. */
export function parseSpan(text: string): number | undefined {
  const [, count, unit] = SPAN.exec(text) ?? [];
  const length = Object.entries(UNITS).find(([name]) => name === unit)?.[1];
  return count === undefined || length === undefined ? undefined : Number(count) * length;
}

/** An option for a point in time: as the API takes it, or a span before now (`2h`). */
export function timeOption(flags: string, description: string, now: () => number): Option {
  return new Option(flags, `${description}: 30m, 2h, 7d ago, or 2026-11-21T10:00:00+08:00`).argParser((text: string) =>
    parseTime(text, now()),
  );
}

/** A point in time as the API takes it. Without an offset nobody knows which one is meant. */
export function parseTime(text: string, nowMs: number): string {
  const span = parseSpan(text);
  if (span !== undefined) return new Date(nowMs - span).toISOString();
  if (/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)))
    return new Date(text).toISOString();

  throw new InvalidArgumentError(
    'It must be a span such as 30m, 2h or 7d, or a time such as 2026-11-21T10:00:00+08:00.',
  );
}

/** Gathers an option that may be repeated, and lists with commas in it. */
export function gather(text: string, before: readonly string[] = []): readonly string[] {
  const given = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return [...before, ...given];
}

/** Gathers `name=value` pairs. */
export function gatherPairs(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be name=value.');

  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1) };
}
