import { describe, expect, test } from 'vitest';
import type { Findings } from '#shared/channels/section.ts';
import { judgeChannels, MAX_RULES, MAX_SETTINGS_BYTES, readPushSettings } from '#shared/routing/push-settings-input.ts';
import { settingsOf } from './settings.ts';

function findingsOf(input: unknown): Findings {
  const findings: Findings = { errors: [], warnings: [] };
  readPushSettings(input, '', findings);
  return findings;
}

const rule = (fields: object = {}) => ({ name: 'r', channels: ['dba'], ...fields });
const withRule = (fields: object) => ({ defaultChannel: 'dba', rules: [rule(fields)] });

test('what is left out gets its default, and what is shown can be put back', () => {
  const settings = settingsOf({
    defaultChannel: ' dba ',
    rules: [rule({ window: { days: ['SUN', 'mon'] }, match: { names: ['a', 'a'] } })],
  });

  expect(settings).toEqual({
    defaultChannel: 'dba',
    rules: [
      {
        ...{ name: 'r', enabled: true, match: { names: ['a'] }, channels: ['dba'], continue: false },
        window: { days: ['mon', 'sun'], from: '00:00', to: '24:00', timeZone: 'Asia/Shanghai', outside: 'hold' },
      },
    ],
  });
  expect(settingsOf(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
});

test('limits and a language are kept, and what is left out of limits is to be held', () => {
  const { rules } = settingsOf(withRule({ limits: { perHour: 5 }, language: 'zh_TW' }));

  expect(rules[0]).toMatchObject({ limits: { perHour: 5, over: 'hold' }, language: 'zh_TW' });
  expect(settingsOf({ defaultChannel: 'dba', rules }).rules).toEqual(rules);
});

test.each([
  [5, 5],
  [6, 5],
])('a limit of %i an hour beside %i a day is warned of: it is never what counts', (perHour, perDay) => {
  expect(findingsOf(withRule({ limits: { perHour, perDay } })).warnings).toEqual([
    expect.stringMatching(/^rules\[0\]\.limits\.perHour: has no effect/),
  ]);
});

test.each([[{}], [{ rules: [] }], [{ defaultChannel: null, rules: null }]])('%j says nothing', (input) => {
  expect(settingsOf(input)).toEqual({ rules: [] });
});

describe('is refused, by name and with the way out', () => {
  test.each([
    ['a list', [], '', /must be an object/],
    ['a field nobody knows', { rule: [] }, 'rule', /did you mean rules\?/],
    ['rules without a default', { rules: [rule()] }, 'defaultChannel', /is required where there are rules/],
    ['a rule without a name', withRule({ name: undefined }), 'rules[0].name', /is required/],
    ['two rules of a name', { defaultChannel: 'dba', rules: [rule(), rule()] }, 'rules[1].name', /another rule too/],
    ['a language', withRule({ language: 'en' }), 'rules[0].language', /must be one of zh_CN, zh_TW, en_US/],
    ['limits of nothing', withRule({ limits: {} }), 'rules[0].limits', /needs perHour or perDay/],
    ['limits that are no object', withRule({ limits: 5 }), 'rules[0].limits', /must be an object/],
    [
      'a limit of none',
      withRule({ limits: { perHour: 0 } }),
      'rules[0].limits.perHour',
      /whole number from 1 to 1000000/,
    ],
    ['a limit in words', withRule({ limits: { perDay: '5' } }), 'rules[0].limits.perDay', /without quotes/],
    [
      'what happens beyond limits',
      withRule({ limits: { perDay: 5, over: 'wait' } }),
      'rules[0].limits.over',
      /drop, hold/,
    ],
    ['a limit nobody knows', withRule({ limits: { perMinute: 5 } }), 'rules[0].limits.perMinute', /not a known field/],
    ['a limit in the wrong place', withRule({ perHour: 5 }), 'rules[0].perHour', /is not a known field/],
    ['a slip', withRule({ chanels: [] }), 'rules[0].chanels', /did you mean channels\?/],
    ['no channels', withRule({ channels: [] }), 'rules[0].channels', /at least one channel/],
    ['neither', withRule({ channels: undefined }), 'rules[0].channels', /is required, or channelsByLevel/],
    ['both', withRule({ channelsByLevel: { down: ['a'] } }), 'rules[0].channels', /exclude each other/],
    [
      'no level',
      { defaultChannel: 'd', rules: [{ name: 'r', channelsByLevel: {} }] },
      'rules[0].channelsByLevel',
      /at least one level/,
    ],
    [
      'a level nobody knows',
      { defaultChannel: 'd', rules: [{ name: 'r', channelsByLevel: { warn: ['a'] } }] },
      'rules[0].channelsByLevel.warn',
      /is not a known field/,
    ],
    ['an empty part', withRule({ match: { sources: [] } }), 'rules[0].match.sources', /leave it out/],
    ['a level', withRule({ match: { atLeast: 'warnin' } }), 'rules[0].match.atLeast', /did you mean warning\?/],
    [
      'two ways of levels',
      withRule({ match: { atLeast: 'info', levels: ['down'] } }),
      'rules[0].match.atLeast',
      /exclude/,
    ],
    [
      'a pattern',
      withRule({ match: { names: ['/(/'] } }),
      'rules[0].match.names[0]',
      /RE2 refuses: missing closing \)/,
    ],
    ['a matcher', withRule({ match: { labels: ['a=b', 'team'] } }), 'rules[0].match.labels[1]', /has no operator/],
    [
      'a level in a matcher',
      withRule({ match: { labels: ['level=~"down|warnin"'] } }),
      'rules[0].match.labels[0]',
      /did you mean warning\?/,
    ],
    ['101 matchers', withRule({ match: { labels: Array(101).fill('a=b') } }), 'rules[0].match.labels', /at most 100/],
    ['a window of nothing', withRule({ window: {} }), 'rules[0].window', /needs days, or from and to/],
    ['half a window', withRule({ window: { from: '09:00' } }), 'rules[0].window.to', /belong together/],
    ['a time', withRule({ window: { from: '9:00', to: '10:00' } }), 'rules[0].window.from', /"00:00" to "23:59"/],
    [
      'a time YAML reads as a number',
      withRule({ window: { from: '09:00', to: 600 } }),
      'rules[0].window.to',
      /in quotes/,
    ],
    ['a day', withRule({ window: { days: ['mo'] } }), 'rules[0].window.days[0]', /must be one of mon/],
    ['a zone', withRule({ window: { days: ['mon'], timeZone: 'Beijing' } }), 'rules[0].window.timeZone', /IANA/],
    ['an outside', withRule({ window: { days: ['mon'], outside: 'wait' } }), 'rules[0].window.outside', /drop, hold/],
    ['a word for a yes', withRule({ continue: 'yes' }), 'rules[0].continue', /true or false/],
    ['too many rules', { rules: Array(MAX_RULES + 1).fill({}) }, 'rules', /at most 10000 entries/],
  ])('%s', (_, input, field, message) => {
    expect(findingsOf(input).errors).toContainEqual({ field, message: expect.stringMatching(message) });
  });

  test('more rules with limits than a lane can count for', () => {
    const limits = { perHour: 1 };
    const rules = (count: number) => Array.from({ length: count }, (_, nth) => rule({ name: `r${nth}`, limits }));

    expect(findingsOf({ defaultChannel: 'dba', rules: rules(1_000) }).errors).toEqual([]);
    expect(findingsOf({ defaultChannel: 'dba', rules: rules(1_001) }).errors).toEqual([
      { field: 'rules', message: 'has 1001 rules with limits, at most 1000 are counted' },
    ]);
  });

  test('more than can be kept, with how much it is', () => {
    const labels = Array.from({ length: 100 }, (_, nth) => `label_${nth}="${'x'.repeat(1_000)}"`);
    const rules = Array.from({ length: 50 }, (_, nth) => rule({ name: `r${nth}`, match: { labels } }));
    const { errors } = findingsOf({ defaultChannel: 'dba', rules });

    expect(errors).toEqual([
      { field: 'rules', message: expect.stringMatching(new RegExp(`take \\d+ bytes .* ${MAX_SETTINGS_BYTES}`)) },
    ]);
  });
});

test('a rule behind one that takes everything is warned of', () => {
  const rules = [rule(), rule({ name: 'late', match: { atLeast: 'down' } })];
  expect(findingsOf({ defaultChannel: 'dba', rules }).warnings).toEqual([
    'rules[1]: is never asked, nor is what follows it: rule "r" takes everything',
  ]);
  expect(findingsOf({ defaultChannel: 'dba', rules: [rule({ continue: true }), rules[1]] }).warnings).toEqual([]);
});

describe('the channels that are named', () => {
  const judged = (input: object) => {
    const findings: Findings = { errors: [], warnings: [] };
    judgeChannels(settingsOf(input), '', [{ name: 'dba', recovery: false }, { name: 'wecom' }], findings);
    return findings;
  };

  test('have to be there', () => {
    const rules = [
      rule(),
      { name: 's', channelsByLevel: { info: ['wecom', 'wecon'] } },
      { name: 't', channels: ['nobody'] },
    ];
    expect(judged({ defaultChannel: 'DBA', rules }).errors).toEqual([
      { field: 'defaultChannel', message: 'is no channel: did you mean dba?' },
      { field: 'rules[1].channelsByLevel.info[1]', message: 'is no channel: did you mean wecom?' },
      { field: 'rules[2].channels[0]', message: 'is no channel: create it first' },
    ]);
  });

  test('are warned of where a rule can not have what it asks for', () => {
    expect(judged({ defaultChannel: 'wecom', rules: [rule({ recovery: true })] }).warnings).toEqual([
      'rules[0].recovery: has no effect for channel "dba", which sends no recoveries itself',
    ]);
  });
});
