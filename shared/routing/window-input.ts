import { CHANNEL_DEFAULTS } from '../channels/channel-defaults.ts';
import {
  type Findings,
  given,
  matchChoice,
  openSection,
  readChoice,
  readList,
  readText,
  refuse,
  type Section,
} from '../channels/section.ts';
import { DAYS, type Day, type PushWindow } from './push-settings.ts';
import { isTimeZone } from './wall-clock.ts';

const KNOWN = ['days', 'from', 'to', 'timeZone', 'outside'] as const;
const MAX_ZONE_LENGTH = 64;

/** Reads when a rule sends; undefined when it always does. */
export function readWindow(value: unknown, path: string, findings: Findings): PushWindow | undefined {
  if (value === undefined) return undefined;

  const section = openSection(value, path, KNOWN, findings);
  const [from, to] = [readTime(section, 'from'), readTime(section, 'to')];
  if ((given(section, 'from') === undefined) !== (given(section, 'to') === undefined))
    refuse(section, given(section, 'from') === undefined ? 'from' : 'to', 'is required: from and to belong together');
  if (given(section, 'from') === undefined && given(section, 'days') === undefined)
    findings.errors.push({ field: path, message: 'needs days, or from and to: without them it is always open' });

  return {
    days: readDays(section),
    from: from ?? '00:00',
    to: to ?? '24:00',
    timeZone: readTimeZone(section),
    outside: readChoice(section, 'outside', ['drop', 'hold'], 'hold'),
  };
}

function readDays(section: Section): readonly Day[] {
  const value = given(section, 'days');
  if (value === undefined) return DAYS;

  const days = readList(section, 'days', DAYS.length).map((day, index) =>
    matchChoice(section, `days[${index}]`, typeof day === 'string' ? day.toLowerCase() : day, DAYS),
  );
  if (Array.isArray(value) && value.length === 0) refuse(section, 'days', 'must not be empty: it would never be open');
  return DAYS.filter((day) => days.includes(day));
}

function readTime(section: Section, field: 'from' | 'to'): string | undefined {
  const value = given(section, field);
  if (value === undefined) return undefined;

  const isFit = typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value);
  if (isFit || (field === 'to' && value === '24:00')) return String(value);
  refuse(section, field, `must be a time of day in quotes, "00:00" to "${field === 'to' ? '24:00' : '23:59'}"`);
  return undefined;
}

function readTimeZone(section: Section): string {
  const zone = readText(section, 'timeZone', MAX_ZONE_LENGTH) ?? CHANNEL_DEFAULTS.message.timeZone;
  if (isTimeZone(zone)) return zone;

  refuse(section, 'timeZone', 'must be an IANA time zone, for example Asia/Shanghai or UTC');
  return CHANNEL_DEFAULTS.message.timeZone;
}
