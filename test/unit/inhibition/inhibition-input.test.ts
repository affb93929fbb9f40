import { describe, expect, test } from 'vitest';
import type { Findings } from '#shared/channels/section.ts';
import { openSection } from '#shared/channels/section.ts';
import { judgeRuleChannels, readInhibitions, shownRule } from '#shared/inhibition/inhibition-input.ts';

const RULE = { name: 'server down', sourceMatchers: ['level=down'], targetMatchers: ['level!=down'] };

function read(...rules: readonly unknown[]) {
  const findings: Findings = { errors: [], warnings: [] };
  const read = readInhibitions(openSection({ rules }, '', ['rules'], findings), 'rules');
  return { rules: read, errors: findings.errors.map(({ field, message }) => `${field} ${message}`) };
}

describe('an inhibition rule', () => {
  test('is read with what goes without saying, and shown as it is written', () => {
    const whole = { ...RULE, equal: ['host_ip', 'ob_cluster'], channels: ['dba'], sourceTimeout: '1d2h30m' };
    const { rules, errors } = read(RULE, { ...whole, name: 'whole', equal: [...whole.equal, 'host_ip'] });

    expect(errors).toEqual([]);
    expect(rules[0]).toEqual({ ...RULE, equal: [], sourceTimeoutMs: 6 * 3_600_000 });
    expect(rules.map(shownRule)).toEqual([
      { ...RULE, equal: [], sourceTimeout: '6h' },
      { ...whole, name: 'whole' },
    ]);
  });

  test.each<[string, object, string]>([
    [
      'a field nobody knows',
      { sourceMatcher: ['a=b'] },
      'rules[0].sourceMatcher is not a known field: did you mean sourceMatchers?',
    ],
    ['no name', { name: undefined }, 'rules[0].name is required: the ledger names the rule by it'],
    ['a slash in its name', { name: 'a/b' }, 'rules[0].name must not contain "/": use a hyphen instead'],
    [
      'no source',
      { sourceMatchers: [] },
      'rules[0].sourceMatchers needs at least one, for example level=down, or name=ob_host_connection_failed',
    ],
    [
      'a source that all alerts without a label are',
      { sourceMatchers: ['a!=b'] },
      'rules[0].sourceMatchers would match every alert that lacks these labels: add one that needs a value, for example name=~.+',
    ],
    ['no target', { targetMatchers: undefined }, 'rules[0].targetMatchers needs at least one, for example level!=down'],
    ['a matcher that is none', { targetMatchers: ['a'] }, 'rules[0].targetMatchers[0] has no operator'],
    [
      'a level with a slip',
      { sourceMatchers: ['level=dwn'] },
      'rules[0].sourceMatchers[0] asks for the level "dwn", which no alert has: did you mean down?',
    ],
    ['an empty label', { equal: [''] }, 'rules[0].equal[0] must be a text of 1 to 100 characters'],
    [
      'no channel',
      { channels: [] },
      'rules[0].channels must name at least one channel, or be left out for all of them',
    ],
    [
      'a time that is none',
      { sourceTimeout: 'long' },
      'rules[0].sourceTimeout must be like 30m, 6h or 2d: at least 5m, at most 7d',
    ],
    [
      'too short a time',
      { sourceTimeout: '4m' },
      'rules[0].sourceTimeout must be like 30m, 6h or 2d: at least 5m, at most 7d',
    ],
    [
      'too long a time',
      { sourceTimeout: '8d' },
      'rules[0].sourceTimeout must be like 30m, 6h or 2d: at least 5m, at most 7d',
    ],
  ])('is refused with %s', (_what, fields, error) => {
    expect(read({ ...RULE, ...fields }).errors).toEqual([expect.stringContaining(error)]);
  });

  test('is refused when it is no object, has the name of another, or all are too much to keep', () => {
    expect(read(7).errors[0]).toBe('rules[0] must be an object {…}');
    expect(read(RULE, RULE).errors).toEqual(['rules[1].name is the name of another rule too']);
    const long = Array.from({ length: 8 }, (_, nth) => `a${nth}=${'x'.repeat(500)}`);
    const many = Array.from({ length: 30 }, (_, nth) => ({
      name: `r${nth}`,
      sourceMatchers: long,
      targetMatchers: long,
    }));
    expect(read(...many).errors).toEqual([
      expect.stringMatching(/^rules take \d+ bytes as JSON, at most 200000 are kept/),
    ]);
  });

  test('names channels that are there', () => {
    const findings: Findings = { errors: [], warnings: [] };
    judgeRuleChannels(
      read({ ...RULE, channels: ['dba', 'dba-onkall'] }).rules,
      'rules',
      ['dba', 'dba-oncall'],
      findings,
    );

    expect(findings.errors).toEqual([
      { field: 'rules[0].channels[1]', message: 'is no channel: did you mean dba-oncall?' },
    ]);
  });
});
