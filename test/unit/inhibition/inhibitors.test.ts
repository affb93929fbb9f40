import { describe, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { type Inhibitable, inhibitorId, inhibitorsAmong, parseInhibitorId } from '#shared/inhibition/inhibitors.ts';
import type { InhibitingSource } from '#shared/inhibition/source-register.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';

const T0 = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;
const RULE = aRule({ equal: [] });

const source = (overrides: Partial<InhibitingSource> = {}): InhibitingSource => ({
  fingerprint: fingerprintOfId('ocp', 'down'),
  id: 'down',
  subject: { source: 'ocp', name: 'server down', level: 'down', target: '', labels: {} },
  lastAt: T0,
  heldIn: [],
  ...overrides,
});
const target = (overrides: Partial<Inhibitable> = {}): Inhibitable => ({
  channel: 'dba',
  fingerprint: fingerprintOfId('ocp', 'cpu'),
  status: 'firing',
  episode: new Date(T0).toISOString(),
  subject: { source: 'ocp', name: 'cpu high', level: 'warning', target: '', labels: {} },
  ...overrides,
});
const count = (one: Inhibitable, from: InhibitingSource, nowMs: number, rule = RULE) =>
  inhibitorsAmong([rule], [from])(one, nowMs).length;

describe('what inhibits an alert', () => {
  test('is a source while it fires, until its rule has not heard of it for long enough', () => {
    expect(inhibitorsAmong([RULE], [source()])(target(), T0)).toEqual([
      { rule: RULE, source: source(), untilMs: T0 + 6 * HOUR },
    ]);
    expect(count(target(), source(), T0 + 6 * HOUR - 1)).toBe(1);
    expect(count(target(), source(), T0 + 6 * HOUR)).toBe(0);
    expect(count(target(), source(), T0 + HOUR, { ...RULE, sourceTimeoutMs: HOUR })).toBe(0);
  });

  test('is no source that has ended', () => {
    expect(count(target(), source({ endedAt: T0 }), T0)).toBe(0);
  });

  test('is never itself, whatever it was when it was noted as a source', () => {
    expect(count(target(), source({ fingerprint: target().fingerprint }), T0)).toBe(0);
  });

  test('is asked for in the channels of the rule only', () => {
    expect(count(target(), source(), T0, { ...RULE, channels: ['dba'] })).toBe(1);
    expect(count(target(), source(), T0, { ...RULE, channels: ['other'] })).toBe(0);
  });
});

describe('a source that is over answers for what it held and is over too', () => {
  const heldBack = { reason: 'inhibited', by: inhibitorId(RULE.name, 'down'), atMs: T0 };
  const over = target({ status: 'resolved', heldBack });
  const ended = source({ endedAt: T0 + 1_000 });

  test.each<[string, Inhibitable, number, number]>([
    ['nobody heard of it, and both recovered in one breath', over, T0 + 2_000, 1],
    ['two minutes later', over, T0 + 121_001, 0],
    ['it still fires', { ...over, status: 'firing' }, T0 + 2_000, 0],
    ['people had heard of it', { ...over, told: 'firing' }, T0 + 2_000, 0],
    ['something else held it', { ...over, heldBack: { ...heldBack, by: 'other/down' } }, T0 + 2_000, 0],
    ['nothing held it', target({ status: 'resolved' }), T0 + 2_000, 0],
    ['it began after the source had ended', { ...over, episode: new Date(T0 + 1_500).toISOString() }, T0 + 2_000, 0],
  ])('%s', (_case, one, nowMs, expected) => {
    expect(count(one, ended, nowMs)).toBe(expected);
  });
});

test('what stands on an alert names the rule and the alert that inhibits, whatever its id', () => {
  expect(parseInhibitorId(inhibitorId('server down', 'a/b'))).toEqual({ rule: 'server down', alert: 'a/b' });
  expect(parseInhibitorId('odd')).toEqual({ rule: '', alert: 'odd' });
});
