import { given, refuse, refuseAs, type Section } from '../channels/section.ts';

/** From when to when, ms since the epoch. */
export interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** What goes without saying in a span. A file says the same again tomorrow: there is no now in it. */
export type SpanRules =
  | { readonly said: 'now'; readonly nowMs: number }
  /** A start that is left out is 0. */
  | { readonly said: 'again-and-again' };

/** Whatever is silenced until then, somebody mistook seconds for milliseconds. */
const LAST_MS = Date.UTC(2100, 0);
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/;
const DURATION = /^(?=\d)(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?$/;

/** Reads `startsAt` (now) and `endsAt` or `duration`; one of the two is required. */
export function readSpan(section: Section, rules: SpanRules): Span {
  const startsAt = readTime(section, 'startsAt') ?? (rules.said === 'now' ? rules.nowMs : 0);
  const endsAt = readEnd(section, startsAt, rules);
  if (endsAt === undefined) return { startsAt, endsAt: startsAt };

  const wrong = endProblem(startsAt, endsAt, rules);
  if (wrong !== undefined) refuse(section, given(section, 'duration') === undefined ? 'endsAt' : 'duration', wrong);
  return { startsAt, endsAt };
}

function endProblem(startsAt: number, endsAt: number, rules: SpanRules): string | undefined {
  if (endsAt <= startsAt) return 'must be after startsAt';
  if (endsAt > LAST_MS) return 'must be a time before the year 2100';

  return rules.said === 'now' && endsAt <= rules.nowMs ? 'must be a time to come' : undefined;
}

function readEnd(section: Section, startsAt: number, rules: SpanRules): number | undefined {
  const [end, duration] = [given(section, 'endsAt'), given(section, 'duration')];
  if (rules.said === 'again-and-again' && duration !== undefined) {
    return refuseAs(section, 'duration', 'has no meaning in a file, which is applied again and again: give endsAt');
  }
  if (end !== undefined && duration !== undefined) return refuseAs(section, 'duration', 'or endsAt, not both');
  if (rules.said === 'now' && durationMs(end) !== undefined) {
    return refuseAs(section, 'endsAt', 'is a length of time: give it as duration');
  }
  if (end !== undefined) return readTime(section, 'endsAt');
  if (duration === undefined) {
    const orDuration = rules.said === 'now' ? ', or duration like 6h' : '';
    return refuseAs(section, 'endsAt', `is required: a time like 2026-12-01T08:00:00+08:00${orDuration}`);
  }
  const ms = durationMs(duration);

  // What began earlier lasts from now on: that is what a person means by six hours.
  return ms === undefined
    ? refuseAs(section, 'duration', 'must be like 90m, 6h, 2d or 1d12h, and longer than nothing')
    : Math.max(startsAt, rules.said === 'now' ? rules.nowMs : 0) + ms;
}

/** A text like `90m`, `6h`, `2d` or `1d12h` in ms; undefined for anything else, and for nothing. */
export function durationMs(value: unknown): number | undefined {
  const found = typeof value === 'string' ? DURATION.exec(value.trim()) : null;
  if (found === null) return undefined;
  const [days = 0, hours = 0, minutes = 0] = found.slice(1).map((digits) => Number(digits ?? 0));
  const ms = ((days * 24 + hours) * 60 + minutes) * 60_000;

  return ms > 0 ? ms : undefined;
}

/** RFC 3339 with an offset, or ms since the epoch. */
function readTime(section: Section, field: 'startsAt' | 'endsAt'): number | undefined {
  const value = given(section, field);
  if (value === undefined) return undefined;
  const ms = typeof value === 'string' && RFC_3339.test(value.trim()) ? Date.parse(value.trim()) : value;

  return typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= 0
    ? ms
    : refuseAs(section, field, 'must be a time like 2026-12-01T08:00:00+08:00, or milliseconds since 1970');
}
