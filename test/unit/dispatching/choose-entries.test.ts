import { describe, expect, test } from 'vitest';
import { encodeBrief } from '#shared/admission/brief.ts';
import {
  chooseEntries,
  groupOf,
  leading,
  loadOf,
  readWaiting,
  type Waiting,
  wasHeld,
  worstClass,
} from '#shared/dispatching/choose-entries.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWaiting } from '#test/builders/waiting.ts';

const NOW = Date.UTC(2026, 10, 21);
const dba = aChannel({ name: 'dba' });
const ops = aChannel({ name: 'ops' });
const single = aChannel({ name: 'single', aggregation: { ...dba.aggregation, enabled: false } });

function named(name: string, brief: Parameters<typeof aWaiting>[0] = {}, since = NOW, channel = dba): Waiting {
  return aWaiting({ name, ...brief }, { since, fingerprint: name.padEnd(22, 'A') }, channel);
}

const names = (waiting: readonly Waiting[]) => waiting.map(({ brief }) => brief.name);

describe('what waits', () => {
  test('is read from its briefs, without that of other lanes', () => {
    const alert = { name: 'disk full', level: 'down', status: 'resolved', target: 'host-1' } as const;
    const brief = encodeBrief({ id: '', source: '', summary: '', description: '', labels: {}, ...alert }, 'a group');
    const { entry } = aWaiting({}, { brief }, dba);
    const elsewhere = aWaiting({}, {}, ops).entry;

    expect(readWaiting([elsewhere, entry], [dba])).toMatchObject([{ entry, brief: alert, channel: dba }]);
  });

  test('was held when it could have been told before', () => {
    expect(wasHeld(aWaiting({}, { since: NOW }))).toBe(false);
    expect(wasHeld(aWaiting({}, { since: NOW - 1 }))).toBe(true);
  });

  test('is as urgent as its most urgent', () => {
    expect(worstClass([named('a'), named('b', { level: 'critical' }), named('c')])).toBe(1);
    expect(worstClass([])).toBeUndefined();
  });
});

describe('alerts share a message in calm', () => {
  test('when they are of one group in one channel', () => {
    expect(groupOf(named('a', { group: 'g' }))).toBe(groupOf(named('b', { group: 'g' })));
    expect(groupOf(named('a', { group: 'g' }))).not.toBe(groupOf(named('a', { group: 'h' })));
    expect(groupOf(named('a', { group: 'g' }))).not.toBe(groupOf(named('a', { group: 'g' }, NOW, ops)));
  });

  test('never where the channel wants each by itself', () => {
    const of = (name: string, channel = single) => groupOf(named(name, { group: 'g' }, NOW, channel));

    expect(of('a')).not.toBe(of('b'));
    expect(of('a')).not.toBe(of('a', { ...single, name: 'another' }));
  });
});

describe('pacing is told', () => {
  test.each([
    ['down', true, false],
    ['critical', false, true],
    ['warning', false, false],
  ] as const)('of %s whether it is down (%s) or critical (%s)', (level, hasDown, hasCritical) => {
    expect(loadOf([named('a', { level }), named('b')])).toMatchObject({ hasDown, hasCritical });
  });

  test('how many messages calm would take, and since when the oldest waits', () => {
    const waiting = [named('a', {}, NOW - 5), named('b', { group: 'other' }, NOW - 900), named('c', {}, NOW - 7)];

    expect(loadOf(waiting)).toMatchObject({ groups: 2, oldestSinceMs: NOW - 900 });
  });
});

describe('the next message', () => {
  const waiting = [
    named('old warning', { group: 'w' }, NOW - 900),
    named('new critical', { level: 'critical', group: 'c' }, NOW),
    named('old critical', { level: 'critical', group: 'd' }, NOW - 5),
    named('its company', { group: 'd' }, NOW),
  ];

  test('takes everything in a storm', () => {
    expect(chooseEntries(waiting, 'storm')).toEqual(waiting);
  });

  test('takes the most urgent group in calm, of equals the one that waits longest', () => {
    expect(names(chooseEntries(waiting, 'calm'))).toEqual(['old critical', 'its company']);
    expect(names(chooseEntries(waiting.slice(0, 2), 'calm'))).toEqual(['new critical']);
    expect(names(chooseEntries([named('young', { group: 'y' }), ...waiting.slice(0, 1)], 'calm'))).toEqual([
      'old warning',
    ]);
  });

  test('takes nothing of nothing', () => {
    expect(chooseEntries([], 'calm')).toEqual([]);
  });

  test('speaks for the channel with most alerts in it', () => {
    const inOps = [named('d', {}, NOW, ops), named('e', {}, NOW, ops)];

    expect(leading([named('a'), ...inOps])).toBe(ops);
    expect(leading([named('a'), named('b'), named('c'), ...inOps])).toBe(dba);
  });

  test('about nothing is a bug that says so', () => {
    expect(() => leading([])).toThrow('at least one alert');
  });
});
