/** What the clocks of a zone show. */
export interface WallClock {
  /** The date as a number of days since 1970-01-01, so that the day before is one less. */
  readonly date: number;
  /** 0 is Monday, as in `DAYS`. */
  readonly weekday: number;
  /** Minutes since midnight, by the clock. */
  readonly minute: number;
  /** Ms the clock is ahead of UTC. */
  readonly aheadMs: number;
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

const FORMATS = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 64;

/** The clock of a zone at a moment. A zone that a newer runtime does not know any more is taken for UTC. */
export function wallClock(timeZone: string, atMs: number): WallClock {
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const dateMs = Date.UTC(part('year'), part('month') - 1, part('day'));
  const clockMs = dateMs + part('hour') * 3_600_000 + part('minute') * MINUTE_MS + part('second') * 1000;
  const date = Math.round(dateMs / DAY_MS);

  return {
    date,
    weekday: (date + 3) % 7,
    minute: part('hour') * 60 + part('minute'),
    aheadMs: clockMs - Math.floor(atMs / 1000) * 1000,
  };
}

/** Whether the runtime knows a time zone. */
export function isTimeZone(name: string): boolean {
  return formatOf(name) !== undefined;
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;

  const format = formatOf(timeZone) ?? formatOf('UTC') ?? new Intl.DateTimeFormat('en');
  if (FORMATS.size >= MAX_FORMATS) FORMATS.clear();
  FORMATS.set(timeZone, format);
  return format;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = 'numeric';
  try {
    return new Intl.DateTimeFormat('en', {
      ...{ timeZone, hourCycle: 'h23', year: numeric, month: numeric, day: numeric },
      ...{ hour: numeric, minute: numeric, second: numeric },
    });
  } catch {
    return undefined;
  }
}
