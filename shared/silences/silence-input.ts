import { readTimeZone } from '../channels/message-input.ts';
import { given, openSection, readText, refuse, type Section } from '../channels/section.ts';
import { readChannelNames, readMatcherTexts, readTexts } from '../routing/matcher-input.ts';
import type { DailyPeriod, NewSilence } from './silence.ts';
import { readSpan, type SpanRules } from './silence-span.ts';

/** What a silence may hold; all of it is small, since every dispatcher remembers all of them. */
export const SILENCE_SIZES = {
  matchers: 8,
  channels: 100,
  excludedObjects: 50,
  objectType: 100,
  object: 512,
  matcher: 512,
  remark: 500,
  author: 64,
} as const;

/** One that everything without a label satisfies would silence the world by a slip of the pen. */
const MATCHERS = {
  most: SILENCE_SIZES.matchers,
  longest: SILENCE_SIZES.matcher,
  example: 'ob_cluster=obcluster-1, or name=~.+ for all alerts',
  atLeast: 'one that needs a value',
} as const;

/** The fields of a silence as people write it. */
export const SILENCE_FIELDS = [
  'matchers',
  'channels',
  'objectType',
  'excludedObjects',
  'startsAt',
  'endsAt',
  'duration',
  'daily',
  'remark',
  'author',
] as const;

/** How a silence is read: the API and the file differ in what goes without saying. */
export type SilenceRules = SpanRules & {
  /** Whose it is where the input names nobody. */
  readonly author: string;
};

/** Reads a silence. Every mistake is reported with its field; what is answered then is of no use. */
export function readSilence(section: Section, rules: SilenceRules): NewSilence {
  const channels = readChannelNames(section, SILENCE_SIZES.channels);
  const objectType = readText(section, 'objectType', SILENCE_SIZES.objectType);
  const daily = readDaily(section);
  const objects = readTexts(section, 'excludedObjects', SILENCE_SIZES.excludedObjects, SILENCE_SIZES.object);

  return {
    matchers: readMatcherTexts(section, 'matchers', MATCHERS),
    ...(channels === undefined ? {} : { channels }),
    ...(objectType === undefined ? {} : { objectType }),
    excludedObjects: objects.map(({ text }) => text),
    ...readSpan(section, rules),
    ...(daily === undefined ? {} : { daily }),
    remark: readText(section, 'remark', SILENCE_SIZES.remark) ?? '',
    author: readText(section, 'author', SILENCE_SIZES.author) ?? rules.author,
  };
}

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

function readDaily(section: Section): DailyPeriod | undefined {
  const value = given(section, 'daily');
  if (value === undefined) return undefined;
  const daily = openSection(value, `${section.prefix}daily`, ['from', 'to', 'timeZone'], section.findings);
  const [from, to] = [readClock(daily, 'from'), readClock(daily, 'to')];
  if (from !== '' && from === to)
    refuse(daily, 'to', 'must be another time than from; leave daily out for the whole day');

  return { from, to, timeZone: readTimeZone(daily, 'Asia/Shanghai') };
}

/** The end of the day may be called 24:00. */
function readClock(section: Section, field: 'from' | 'to'): string {
  const value = given(section, field);
  if (field === 'to' && value === '24:00') return '00:00';
  if (typeof value === 'string' && CLOCK.test(value)) return value;

  refuse(section, field, 'is required: a time of day like "22:00", in quotes');
  return '';
}
