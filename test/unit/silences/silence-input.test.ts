import { describe, expect, test } from 'vitest';
import { type Findings, openSection } from '#shared/channels/section.ts';
import type { NewSilence } from '#shared/silences/silence.ts';
import { readSilence, SILENCE_FIELDS } from '#shared/silences/silence-input.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const OK = { matchers: ['ob_cluster=obcluster-1'], duration: '6h' };

function read(input: object, said: 'now' | 'again-and-again' = 'now') {
  const findings: Findings = { errors: [], warnings: [] };
  const section = openSection(input, '', SILENCE_FIELDS, findings);
  const rules = said === 'now' ? ({ said, nowMs: NOW } as const) : { said };

  return { silence: readSilence(section, { ...rules, author: 'token' }), errors: findings.errors };
}

function parsed(input: object): NewSilence {
  const { silence, errors } = read(input);
  expect(errors).toEqual([]);
  return silence;
}

test('a silence needs matchers and an end; the rest goes without saying', () => {
  expect(parsed(OK)).toEqual({
    matchers: ['ob_cluster=obcluster-1'],
    excludedObjects: [],
    startsAt: NOW,
    endsAt: NOW + 6 * HOUR,
    remark: '',
    author: 'token',
  });
});

test('a silence can say all of it', () => {
  const all = {
    matchers: ['ob_cluster=obcluster-1', 'level!=down'],
    channels: ['运维 ', '运维', 'b'],
    objectType: '租户',
    excludedObjects: ['*tenant_name=sys*'],
    startsAt: '2026-11-21T22:00:00+08:00',
    endsAt: '2026-11-22T06:00:00+08:00',
    daily: { from: '22:00', to: '24:00', timeZone: 'America/New_York' },
    remark: 'upgrade',
    author: 'dba',
  };

  expect(parsed(all)).toEqual({
    ...all,
    channels: ['运维', 'b'],
    startsAt: NOW + 2 * HOUR,
    endsAt: NOW + 10 * HOUR,
    daily: { from: '22:00', to: '00:00', timeZone: 'America/New_York' },
  });
});

test.each([
  ['90m', 1.5 * HOUR],
  ['6h', 6 * HOUR],
  ['2d', 48 * HOUR],
  ['1d12h', 36 * HOUR],
  ['1d1h1m', 25 * HOUR + 60_000],
])('%s lasts from now on, or from its start', (duration, ms) => {
  expect(parsed({ ...OK, duration }).endsAt).toBe(NOW + ms);
  expect(parsed({ ...OK, duration, startsAt: NOW + HOUR }).endsAt).toBe(NOW + HOUR + ms);
  expect(parsed({ ...OK, duration, startsAt: NOW - HOUR })).toMatchObject({ startsAt: NOW - HOUR, endsAt: NOW + ms });
});

const NO_DURATION = { matchers: OK.matchers };
const DAILY = { from: '22:00', to: '06:00' };

describe('what is wrong is named with its field and the way out', () => {
  test.each<[string, object, string, RegExp]>([
    ['no matchers', { duration: '6h' }, 'matchers', /at least one.*name=~\.\+/],
    ['an empty list', { ...OK, matchers: [] }, 'matchers', /at least one/],
    ['nine of them', { ...OK, matchers: Array.from({ length: 9 }, () => 'a=b') }, 'matchers', /at most 8/],
    ['one that is none', { ...OK, matchers: ['a=b', 'nonsense'] }, 'matchers[1]', /no operator/],
    ['one whose pattern RE2 refuses', { ...OK, matchers: ['a=~"(?=x)"'] }, 'matchers[0]', /RE2/],
    ['the second after one that is no text', { ...OK, matchers: ['a=b', 'x', 'c=d'] }, 'matchers[1]', /no operator/],
    ['a level with a slip', { ...OK, matchers: ['a=b', 'level=dwn'] }, 'matchers[1]', /did you mean down\?/],
    ['one that is no text', { ...OK, matchers: [1] }, 'matchers[0]', /must be a text/],
    [
      'only such as all alerts without a label satisfy',
      { ...OK, matchers: ['team!=x', 'a=""'] },
      'matchers',
      /every alert/,
    ],
    ['no list', { ...OK, matchers: 'a=b' }, 'matchers', /must be a list/],
    ['no channel in the list', { ...OK, channels: [] }, 'channels', /left out for all/],
    ['a channel nobody can be called', { ...OK, channels: ['a,b'] }, 'channels[0]', /must not contain/],
    ['no end', NO_DURATION, 'endsAt', /is required.*or duration like 6h/],
    ['a length for an end', { ...NO_DURATION, endsAt: '10m' }, 'endsAt', /give it as duration/],
    ['two ends', { ...OK, endsAt: NOW + HOUR }, 'duration', /not both/],
    ['an end in the past', { ...NO_DURATION, endsAt: NOW - 1, startsAt: NOW - HOUR }, 'endsAt', /to come/],
    [
      'an end before its start',
      { ...NO_DURATION, endsAt: NOW + HOUR, startsAt: NOW + HOUR },
      'endsAt',
      /after startsAt/,
    ],
    ['an end in seconds instead of ms', { ...NO_DURATION, endsAt: NOW / 1000 }, 'endsAt', /after startsAt/],
    ['an end in another age', { ...NO_DURATION, endsAt: '2100-01-02T00:00:00Z' }, 'endsAt', /2100/],
    ['a duration into another age', { ...OK, duration: '9999d', startsAt: '2099-01-01T00:00:00Z' }, 'duration', /2100/],
    ['an end without an offset', { ...NO_DURATION, endsAt: '2026-11-22T06:00:00' }, 'endsAt', /like 2026/],
    ['a day that is none', { ...NO_DURATION, endsAt: '2026-13-01T00:00:00Z' }, 'endsAt', /like 2026/],
    ['a duration in words', { ...OK, duration: 'a while' }, 'duration', /90m, 6h, 2d/],
    ['a duration of nothing', { ...OK, duration: '0h' }, 'duration', /longer than nothing/],
    ['an empty duration', { ...OK, duration: '' }, 'duration', /90m/],
    ['a part of the day without an end', { ...OK, daily: { from: '22:00' } }, 'daily.to', /is required/],
    ['a part of the day by the hour', { ...OK, daily: { ...DAILY, from: '22' } }, 'daily.from', /"22:00"/],
    ['a time there is not', { ...OK, daily: { ...DAILY, to: '25:00' } }, 'daily.to', /time of day/],
    ['the day from 24:00 on', { ...OK, daily: { ...DAILY, from: '24:00' } }, 'daily.from', /time of day/],
    ['a part that is the whole day', { ...OK, daily: { from: '06:00', to: '06:00' } }, 'daily.to', /another time/],
    ['the whole day as 24:00', { ...OK, daily: { from: '00:00', to: '24:00' } }, 'daily.to', /another time/],
    ['a zone there is not', { ...OK, daily: { ...DAILY, timeZone: 'Mars' } }, 'daily.timeZone', /IANA/],
    ['a remark that is a story', { ...OK, remark: 'x'.repeat(501) }, 'remark', /at most 500/],
    ['an object that is empty', { ...OK, excludedObjects: [''] }, 'excludedObjects[0]', /1 to 512/],
    ['a field with a slip', { ...OK, matcher: ['a=b'] }, 'matcher', /did you mean matchers/],
    ['a field of the day nobody knows', { ...OK, daily: { ...DAILY, days: [] } }, 'daily.days', /not a known field/],
  ])('%s', (_what, input, field, message) => {
    const { errors } = read(input);

    expect(errors).toContainEqual({ field, message: expect.stringMatching(message) });
    expect(errors).toHaveLength(1);
  });
});

test('in a file an end is a time, since it is read again tomorrow, and may be past by then', () => {
  expect(read(OK, 'again-and-again').errors).toEqual([
    { field: 'duration', message: expect.stringMatching(/applied again and again/) },
  ]);
  const { silence, errors } = read({ ...NO_DURATION, endsAt: '2026-01-01T00:00:00Z' }, 'again-and-again');

  expect(errors).toEqual([]);
  expect(silence).toMatchObject({ startsAt: 0, endsAt: Date.UTC(2026, 0) });
});
