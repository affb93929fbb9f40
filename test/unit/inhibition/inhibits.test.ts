import { describe, expect, test } from 'vitest';
import { inhibits, isTarget, mayBeTarget, mayHaveBeenSource } from '#shared/inhibition/inhibits.ts';
import { CANARY_NAME, CANARY_SOURCE } from '#shared/receiving/canary.ts';
import type { Subject } from '#shared/routing/subject.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';

const subject = (overrides: Partial<Subject> = {}): Subject => ({
  source: 'ocp',
  name: 'cpu high',
  level: 'warning',
  target: 'host-1',
  labels: {},
  ...overrides,
});
const labelled = (labels: Subject['labels']) => subject({ labels });

describe('as Alertmanager documents it', () => {
  const rule = aRule({ sourceMatchers: ['s=1'], targetMatchers: ['t=1'], equal: ['e'] });

  test.each<[string, Subject['labels'], Subject['labels'], boolean]>([
    ['source and target match and the label is equal', { s: '1', e: 'x' }, { t: '1', e: 'x' }, true],
    ['the label differs', { s: '1', e: 'x' }, { t: '1', e: 'y' }, false],
    ['the label is missing on both sides', { s: '1' }, { t: '1' }, true],
    ['the label is missing on the source and empty on the target', { s: '1' }, { t: '1', e: '' }, true],
    ['the label is empty on the source and missing on the target', { s: '1', e: '' }, { t: '1' }, true],
    ['the label is missing on the source only', { s: '1' }, { t: '1', e: 'x' }, false],
    ['the label is missing on the target only', { s: '1', e: 'x' }, { t: '1' }, false],
    ['the source side does not match', { s: '2', e: 'x' }, { t: '1', e: 'x' }, false],
    ['the target side does not match', { s: '1', e: 'x' }, { t: '2', e: 'x' }, false],
    ['both match both sides', { s: '1', t: '1', e: 'x' }, { s: '1', t: '1', e: 'x' }, false],
    ['only the source matches both sides', { s: '1', t: '1', e: 'x' }, { t: '1', e: 'x' }, true],
    ['only the target matches both sides', { s: '1', e: 'x' }, { s: '1', t: '1', e: 'x' }, true],
  ])('%s', (_case, source, target, expected) => {
    expect(inhibits(rule, labelled(source), labelled(target))).toBe(expected);
  });

  test('all labels of equal have to be equal, and none have to where there are none', () => {
    const two = { ...rule, equal: ['e', 'f'] };
    expect(inhibits(two, labelled({ s: '1', e: 'x', f: 'y' }), labelled({ t: '1', e: 'x', f: 'y' }))).toBe(true);
    expect(inhibits(two, labelled({ s: '1', e: 'x', f: 'y' }), labelled({ t: '1', e: 'x', f: 'z' }))).toBe(false);
    expect(inhibits({ ...rule, equal: [] }, labelled({ s: '1', e: 'x' }), labelled({ t: '1', e: 'y' }))).toBe(true);
  });

  test('an alert that matches both sides does not inhibit itself', () => {
    const both = labelled({ s: '1', t: '1', e: 'x' });
    expect(inhibits(rule, both, both)).toBe(false);
  });

  test('every matcher of a side has to match', () => {
    const strict = aRule({ sourceMatchers: ['s=1', 'u=~"a|b"'], targetMatchers: ['t=1', 'v!=c'], equal: [] });
    expect(inhibits(strict, labelled({ s: '1', u: 'b' }), labelled({ t: '1' }))).toBe(true);
    expect(inhibits(strict, labelled({ s: '1' }), labelled({ t: '1' }))).toBe(false);
    expect(inhibits(strict, labelled({ s: '1', u: 'b' }), labelled({ t: '1', v: 'c' }))).toBe(false);
  });
});

describe('beyond that', () => {
  test('equal may name what every alert has', () => {
    const rule = aRule({ equal: ['target', 'source'] });
    expect(inhibits(rule, subject({ level: 'down' }), subject())).toBe(true);
    expect(inhibits(rule, subject({ level: 'down', target: 'host-2' }), subject())).toBe(false);
    expect(inhibits(rule, subject({ level: 'down', source: 'other' }), subject())).toBe(false);
  });

  test.each(['tocsin', CANARY_SOURCE])('alerts of %s neither inhibit nor are inhibited', (source) => {
    const rule = aRule({ sourceMatchers: ['name=~.+'], targetMatchers: ['name=~.+', 't!=1'], equal: [] });
    expect(inhibits(rule, labelled({ t: '1' }), subject())).toBe(true);
    expect(inhibits(rule, { ...labelled({ t: '1' }), source }, subject())).toBe(false);
    expect(inhibits(rule, labelled({ t: '1' }), subject({ source }))).toBe(false);
    expect(mayHaveBeenSource(rule, subject({ source }))).toBe(false);
  });

  test('a brief tells who is certainly no target', () => {
    const brief = { name: 'cpu high', target: 'host-1', level: 'down', status: 'firing', group: '' } as const;
    expect(mayBeTarget(aRule(), brief)).toBe(false);
    expect(mayBeTarget(aRule(), { ...brief, level: 'warning' })).toBe(true);
    expect(mayBeTarget(aRule(), { ...brief, status: 'resolved' })).toBe(true);
    expect(mayBeTarget(aRule({ targetMatchers: ['name=other'] }), { ...brief, level: 'warning' })).toBe(false);
    expect(mayBeTarget(aRule(), { ...brief, level: 'info', name: CANARY_NAME })).toBe(true);
    expect(mayBeTarget(aRule(), { ...brief, level: 'info', isCanary: true })).toBe(false);
    expect(isTarget(aRule(), subject())).toBe(true);
  });

  test('who was a source is known by name and sender: levels and labels change', () => {
    const rule = aRule({ sourceMatchers: ['name="server down"', 'level=down', 's=1'] });
    expect(mayHaveBeenSource(rule, subject({ name: 'server down' }))).toBe(true);
    expect(mayHaveBeenSource(rule, subject())).toBe(false);
    const ofOcp = aRule({ sourceMatchers: ['alarm_type=ob_cannot_connected', 'level=down'] });
    expect(mayHaveBeenSource(ofOcp, labelled({ alarm_type: 'ob_cannot_connected' }))).toBe(true);
    expect(mayHaveBeenSource(ofOcp, labelled({}))).toBe(true);
    expect(mayHaveBeenSource(ofOcp, labelled({ alarm_type: 'ob_cluster_no_merge' }))).toBe(false);
  });
});
