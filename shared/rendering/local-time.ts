/** A moment on the clock of one time zone; all fields two digits, the year four. */
export interface LocalTime {
  readonly year: string;
  /** `11-21` */
  readonly day: string;
  /** `03:07:12` */
  readonly clock: string;
  /** `+08:00` */
  readonly offset: string;
}

const MAX_CACHED_ZONES = 64;
const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** A moment in a zone, or undefined when it is no moment. An unknown zone is taken for UTC. */
export function localTime(ms: number, timeZone: string): LocalTime | undefined {
  // The range of JavaScript's Date; beyond it formatting throws.
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined;

  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(ms)) part[type] = value;

  return {
    year: part.year ?? '',
    day: `${part.month}-${part.day}`,
    clock: `${part.hour}:${part.minute}:${part.second}`,
    offset: offsetOf(part.timeZoneName ?? ''),
  };
}

/** `2026-11-21T03:07:12+08:00`, as OCP writes times in messages; empty for no moment. */
export function isoLocal(ms: number | undefined, timeZone: string): string {
  const time = ms === undefined ? undefined : localTime(ms, timeZone);
  return time === undefined ? '' : `${time.year}-${time.day}T${time.clock}${time.offset}`;
}

/** `11-21 03:07:12`, with the year before it when it isn't the year of `nowMs`. */
export function shortTime(ms: number, timeZone: string, nowMs: number): string {
  const time = localTime(ms, timeZone);
  if (time === undefined) return '';

  const thisYear = localTime(nowMs, timeZone)?.year === time.year;
  return `${thisYear ? '' : `${time.year}-`}${time.day} ${time.clock}`;
}

/** `03:07:12`, with day (and year) before it when it isn't the day of `nowMs`. */
export function clockTime(ms: number, timeZone: string, nowMs: number): string {
  const time = localTime(ms, timeZone);
  const now = localTime(nowMs, timeZone);
  if (time === undefined) return '';
  if (time.day === now?.day && time.year === now.year) return time.clock;
  return shortTime(ms, timeZone, nowMs);
}

/** `03:07`, with day (and year) before it when it isn't the day of `nowMs`. */
export function minuteTime(ms: number, timeZone: string, nowMs: number): string {
  return clockTime(ms, timeZone, nowMs).slice(0, -':00'.length);
}

/** `11-21 03:07:12 +08:00` */
export function zonedTime(ms: number, timeZone: string, nowMs: number): string {
  const time = localTime(ms, timeZone);
  return time === undefined ? '' : `${shortTime(ms, timeZone, nowMs)} ${time.offset}`;
}

/** `11-21 03:07:12 – 03:19:30 +08:00`; one time only when both are the same second. */
export function timeSpan(fromMs: number, toMs: number, timeZone: string, nowMs: number): string {
  const from = localTime(fromMs, timeZone);
  const to = localTime(toMs, timeZone);
  if (from === undefined || to === undefined) return '';
  if (Math.floor(fromMs / 1000) === Math.floor(toMs / 1000)) return zonedTime(fromMs, timeZone, nowMs);

  // The second day is said only when it is another one; the first offset only where the clocks were changed between.
  const end = from.day === to.day && from.year === to.year ? to.clock : shortTime(toMs, timeZone, nowMs);
  const start = shortTime(fromMs, timeZone, nowMs);
  return `${start}${from.offset === to.offset ? '' : ` ${from.offset}`} – ${end} ${to.offset}`;
}

function offsetOf(zoneName: string): string {
  const offset = /[+-]\d\d:\d\d/.exec(zoneName.replace('−', '-'))?.[0];
  return offset ?? '+00:00';
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;

  const format = createFormat(timeZone) ?? createFormat('UTC') ?? new Intl.DateTimeFormat('en-CA');
  if (FORMATS.size >= MAX_CACHED_ZONES) FORMATS.clear();
  FORMATS.set(timeZone, format);
  return format;
}

function createFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const two = '2-digit';
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
      timeZoneName: 'longOffset',
    });
  } catch {
    // The channel's schema refuses unknown zones; one that a newer runtime dropped must not cost the alert.
    return undefined;
  }
}
