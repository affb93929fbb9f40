import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { LEVELS, levelNumber } from '#shared/alert/level.ts';
import { explain } from '#shared/routing/explain.ts';
import { compileGlob } from '#shared/routing/glob.ts';
import { compilePushSettings, route } from '#shared/routing/route.ts';
import { ruleMark } from '#shared/routing/rule-mark.ts';
import { anAlert, channelsFor, compiledOf, NOW_MS, settingsOf } from './settings.ts';

describe('a rule', () => {
  const OCP = { labels: { alarm_group: 'dba', ob_cluster: 'c-1' }, group: 'ob_cluster=c-1', source: 'ocp' } as const;

  test.each([
    ['without a match', {}, {}, true],
    ['sources', { sources: ['ocp', 'alertmanager'] }, OCP, true],
    ['sources of others', { sources: ['alertmanager'] }, OCP, false],
    ['an exact name', { names: ['disk_full'] }, {}, true],
    ['a name of which this is a part', { names: ['disk_full_soon'] }, {}, false],
    ['a name with a star', { names: ['disk_*'] }, {}, true],
    ['a name with a question mark', { names: ['disk?full'] }, {}, true],
    ['a name as a pattern', { names: ['/disk_(full|slow)/'] }, {}, true],
    ['a pattern that matches a part only', { names: ['/disk/'] }, {}, false],
    ['one of several names', { names: ['a', '/b.*/', 'disk*'] }, {}, true],
    ['levels', { levels: ['warning'] }, {}, true],
    ['other levels', { levels: ['down', 'critical'] }, {}, false],
    ['at least this level', { atLeast: 'warning' }, {}, true],
    ['at least a worse one', { atLeast: 'critical' }, {}, false],
    ['at least a lesser one', { atLeast: 'info' }, {}, true],
    ['an exact target', { targets: ['host-1'] }, {}, true],
    ['a target with a star', { targets: ['*-1'] }, {}, true],
    ['a target that looks like a pattern', { targets: ['/host.*/'] }, {}, false],
    ["OCP's rule group", { groups: ['dba'] }, OCP, true],
    ['the group of the source', { groups: ['ob_cluster=*'] }, OCP, true],
    ['another group', { groups: ['dev'] }, OCP, false],
    ['labels, all of which match', { labels: ['ob_cluster=c-1', 'team=""'] }, OCP, true],
    ['labels, of which one does not', { labels: ['ob_cluster=c-1', 'team!=""'] }, OCP, false],
    ['parts, of which one does not fit', { sources: ['ocp'], names: ['disk_*'], levels: ['info'] }, OCP, false],
  ])('with %s', (_, match, alert, fits) => {
    expect(channelsFor(anAlert(alert), compiledOf([{ match }]))).toEqual([fits ? 'to-0' : 'rest']);
  });

  test('that is disabled is for nothing', () => {
    expect(channelsFor(anAlert(), compiledOf([{ enabled: false }]))).toEqual(['rest']);
  });

  test('sends each level to its own channels, and is not for a level that has none', () => {
    const compiled = compiledOf([{ channels: undefined, channelsByLevel: { down: ['a', 'b'], warning: ['c'] } }]);

    expect(channelsFor(anAlert({ level: 'down' }), compiled)).toEqual(['a', 'b']);
    expect(channelsFor(anAlert({ level: 'warning' }), compiled)).toEqual(['c']);
    expect(channelsFor(anAlert({ level: 'info' }), compiled)).toEqual(['rest']);
  });
});

describe('of several rules that fit', () => {
  test('the first ends the search', () => {
    expect(channelsFor(anAlert(), compiledOf([{}, {}]))).toEqual(['to-0']);
  });

  test('those after one that continues are asked too, and the default channel is not', () => {
    expect(channelsFor(anAlert(), compiledOf([{ continue: true }, {}, {}]))).toEqual(['to-0', 'to-1']);
    expect(channelsFor(anAlert(), compiledOf([{ continue: true }]))).toEqual(['to-0']);
  });

  test('a channel named twice takes the alert once, as the first rule says', () => {
    const compiled = compiledOf([
      { channels: ['a'], continue: true, recovery: false },
      { channels: ['b', 'a'], recovery: true },
    ]);

    expect(route(anAlert(), compiled, NOW_MS)).toEqual([
      { channel: 'a', rule: 'rule-0', terms: { recovery: 'off' } },
      { channel: 'b', rule: 'rule-1', terms: {} },
    ]);
  });
});

describe('outside its window', () => {
  // A Friday, 20:00 in Shanghai.
  const window = { from: '09:00', to: '18:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] };

  test.each([
    ['hold', { kind: 'held', untilMs: Date.parse('2026-11-30T01:00:00Z') }],
    ['drop', { kind: 'dropped' }],
  ])('a rule says %s', (outside, terms) => {
    const compiled = compiledOf([{ window: { ...window, outside } }, {}]);
    expect(route(anAlert(), compiled, NOW_MS)).toEqual([
      { channel: 'to-0', rule: 'rule-0', terms: { rule: ruleMark('rule-0'), window: terms } },
    ]);
  });

  test('alerts remember a rule with a window, limits or a language of its own, and no other', () => {
    const compiled = compiledOf([
      { continue: true },
      { window, continue: true },
      { limits: { perHour: 1 }, continue: true },
      { language: 'en_US' },
    ]);
    const marks = route(anAlert(), compiled, NOW_MS).map(({ terms }) => terms.rule);

    expect(marks).toEqual([undefined, ruleMark('rule-1'), ruleMark('rule-2'), ruleMark('rule-3')]);
  });

  test('nothing is held where none is said, and within', () => {
    const compiled = compiledOf([{ window: { ...window, to: '21:00' } }]);
    expect(route(anAlert(), compiled, NOW_MS)[0]?.terms).toEqual({ rule: ruleMark('rule-0') });
  });
});

test('settings that say nothing are none, and a default channel alone takes everything', () => {
  expect(compilePushSettings(settingsOf({ rules: [] }))).toBeUndefined();
  const compiled = compilePushSettings(settingsOf({ defaultChannel: 'all' }));
  expect(compiled && channelsFor(anAlert(), compiled)).toEqual(['all']);
});

const LABEL = fc.constantFrom('team', 'env', 'level');
const VALUE = fc.constantFrom('', 'a', 'b', 'ab');
const OPERATOR = fc.constantFrom('=', '!=', '=~', '!~');
const MATCHER = fc
  .oneof(
    fc.tuple(
      fc.constantFrom('team', 'env', 'labels.level'),
      OPERATOR,
      fc.constantFrom('', 'a', 'b', 'ab', 'a.*', '.+', 'a|b'),
    ),
    fc.tuple(fc.constant('level'), OPERATOR, fc.constantFrom(...LEVELS)),
  )
  .map(([name, operator, value]) => `${name}${operator}"${value}"`);
const TEXT = fc.constantFrom('a', 'b', 'ab', 'a*', '?b');
const CHANNELS = fc.uniqueArray(fc.constantFrom('c-0', 'c-1', 'c-2', 'c-3'), { minLength: 1, maxLength: 3 });
const MATCH = fc.record(
  {
    sources: fc.uniqueArray(TEXT, { minLength: 1, maxLength: 2 }),
    names: fc.uniqueArray(fc.oneof(TEXT, fc.constantFrom('/a.*/', '/b/')), { minLength: 1, maxLength: 2 }),
    levels: fc.uniqueArray(fc.constantFrom(...LEVELS), { minLength: 1, maxLength: 4 }),
    targets: fc.uniqueArray(TEXT, { minLength: 1, maxLength: 2 }),
    groups: fc.uniqueArray(TEXT, { minLength: 1, maxLength: 2 }),
    labels: fc.uniqueArray(MATCHER, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const RULE = fc.record(
  {
    match: MATCH,
    channels: CHANNELS,
    enabled: fc.boolean(),
    continue: fc.boolean(),
    recovery: fc.boolean(),
    window: fc.constantFrom({ days: ['mon'] }, { days: ['fri'] }, { days: ['sun'], outside: 'drop' }),
  },
  { requiredKeys: ['match', 'channels'] },
);
const RULES = fc.array(RULE, { maxLength: 8 });
const ALERT = fc.record({
  source: VALUE,
  name: VALUE,
  target: VALUE,
  group: VALUE,
  level: fc.constantFrom(...LEVELS),
  labels: fc.dictionary(LABEL, VALUE, { maxKeys: 3 }),
});

property.prop([RULES, ALERT])('every alert goes somewhere, to no channel twice', (rules, fields) => {
  const channels = channelsFor(anAlert(fields), compiledOf(rules));

  expect(channels.length).toBeGreaterThan(0);
  expect(new Set(channels).size).toBe(channels.length);
});

property.prop([RULES, ALERT], { numRuns: 300 })(
  'the index leaves no rule out and keeps their order',
  (rules, fields) => {
    const compiled = compiledOf(rules);
    const alert = anAlert(fields);
    const { destinations, rules: explained } = explain(alert, compiled, NOW_MS);

    // Explaining asks every rule, without the index.
    const applying = explained.filter(({ outcome }) => outcome === 'applies');
    const named = [...new Set(applying.flatMap(({ channels }) => channels))];
    expect(destinations.map(({ channel }) => channel)).toEqual(named.length === 0 ? ['rest'] : named);
    for (const { channel, rule } of destinations)
      expect(rule).toBe(applying.find(({ channels }) => channels.includes(channel))?.rule);
    const last = explained.find(
      ({ outcome, rule }, nth) => outcome === 'applies' && rules[nth]?.continue !== true && rule !== '',
    );
    const behind = last === undefined ? [] : explained.slice(explained.indexOf(last) + 1);
    expect(behind.filter(({ outcome }) => outcome === 'applies')).toEqual([]);
  },
);

property.prop([fc.constantFrom(...LEVELS), fc.constantFrom(...LEVELS)])(
  'at least a level takes it and the worse',
  (level, least) => {
    const compiled = compiledOf([{ match: { atLeast: least } }]);
    expect(channelsFor(anAlert({ level }), compiled)[0] === 'to-0').toBe(levelNumber(level) <= levelNumber(least));
  },
);

const GLOB_TEXT = fc.string({ unit: fc.constantFrom('a', 'b', '停'), maxLength: 8 });
const GLOB = fc.string({ unit: fc.constantFrom('a', 'b', '停', '*', '?'), maxLength: 6 });
property.prop([GLOB, GLOB_TEXT], { numRuns: 1_000 })(
  'a pattern with wildcards means what it means as an expression',
  (glob, text) => {
    const expression = glob.replaceAll('*', '.*').replaceAll('?', '.');
    expect(compileGlob(glob)(text)).toBe(new RegExp(`^(?:${expression})$`, 'u').test(text));
  },
);

describe('an explanation', () => {
  test('says of every rule what came of it, and of each part what was compared', () => {
    const compiled = compiledOf([
      { match: { levels: ['down'], labels: ['team=dba', 'env=prod'] } },
      { enabled: false },
      { match: { names: ['disk_*'] } },
      {},
    ]);

    expect(explain(anAlert({ labels: { team: 'dba' } }), compiled, NOW_MS)).toEqual({
      destinations: [{ channel: 'to-2', rule: 'rule-2', terms: {} }],
      rules: [
        {
          ...{ rule: 'rule-0', outcome: 'other', channels: ['to-0'], terms: {} },
          parts: [
            { part: 'levels', fits: false, wanted: ['down'], given: 'warning' },
            { part: 'labels', fits: false, wanted: ['env="prod"'] },
          ],
        },
        { rule: 'rule-1', outcome: 'disabled', channels: ['to-1'], terms: {}, parts: [] },
        {
          ...{ rule: 'rule-2', outcome: 'applies', channels: ['to-2'], terms: {} },
          parts: [{ part: 'names', fits: true, wanted: ['disk_*'], given: 'disk_full' }],
        },
        { rule: 'rule-3', outcome: 'not-asked', channels: ['to-3'], terms: {}, parts: [] },
      ],
    });
  });
});
