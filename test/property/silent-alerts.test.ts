import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { encodeBrief } from '#shared/admission/brief.ts';
import { packContent } from '#shared/admission/content.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { decideSilentAlert } from '#shared/watchdogs/decide-silent-alert.ts';
import type { WatchState } from '#shared/watchdogs/watch-store.ts';
import type { SilentAlertPolicy } from '#shared/watchdogs/watchdogs.ts';

const MINUTE = 60_000;
const ALERT: Alert = {
  ...{ id: '1', source: 'prometheus', name: 'disk full', level: 'warning', status: 'firing', target: 'db-1' },
  ...{ summary: '', description: '', labels: {} },
};

const anItem = (overrides: Partial<AlertItem>): AlertItem => ({
  ...{ channel: 'dba', fingerprint: 'f', status: 'firing', episode: '2026-11-21T00:00:00.000Z', level: 3, version: 1 },
  ...{ receipts: 5, brief: encodeBrief(ALERT, 'g'), content: packContent(ALERT), firstAt: 0, lastAt: 0 },
  ...{ told: 'firing', toldVersion: 1, deliveries: [] },
  ...overrides,
});

/** Anything an item, its source and the sweeps may be. Times in minutes. */
const CASE = fc.record({
  lastAt: fc.integer({ min: 0, max: 2_000 }),
  heardAt: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined }),
  unbrokenSince: fc.integer({ min: 0, max: 3_000 }),
  silentAfterMinutes: fc.integer({ min: 30, max: 1_000 }),
  policy: fc.constantFrom<SilentAlertPolicy>('name', 'close'),
  firings: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  isNamed: fc.boolean(),
});
type Case = typeof CASE extends fc.Arbitrary<infer One> ? One : never;

function decide({ lastAt, heardAt, unbrokenSince, silentAfterMinutes, policy, firings, isNamed }: Case, more = {}) {
  const lastAtMs = lastAt * MINUTE;
  const item = anItem({
    lastAt: lastAtMs,
    ...(firings === undefined ? {} : { firings }),
    ...(isNamed ? { namedFor: lastAtMs } : {}),
    ...more,
  });
  const rules = new Map([['prometheus', { source: 'prometheus', silentAfterMinutes, policy }]]);
  const state: WatchState = {
    ...{ source: 'prometheus', version: 0 },
    ...(heardAt === undefined ? {} : { heardAtMs: heardAt * MINUTE }),
  };
  return decideSilentAlert(item, rules, new Map([['prometheus', state]]), unbrokenSince * MINUTE);
}

test('an alert is silent only when its source was heard after the alert’s whole time, with sweeps all the while', () => {
  fc.assert(
    fc.property(CASE, (one) => {
      const { lastAt, heardAt = -1, unbrokenSince, silentAfterMinutes } = one;
      const isSilent = heardAt >= Math.max(lastAt, unbrokenSince) + silentAfterMinutes;
      expect(decide({ ...one, isNamed: false }).kind !== 'leave').toBe(isSilent);
    }),
  );
});

test('only one that repeated before is closed, and only where that is the policy; others are named once', () => {
  fc.assert(
    fc.property(CASE, (one) => {
      const { kind } = decide(one);
      if (kind === 'close') expect([one.policy, (one.firings ?? 0) > 1]).toEqual(['close', true]);
      if (kind === 'name')
        expect([one.isNamed, one.policy === 'close' && (one.firings ?? 0) > 1]).toEqual([false, false]);
    }),
  );
});

test.each([
  ['is over', { status: 'resolved' }],
  ['waits', { dueAt: 1 }],
  ['is dead', { dead: 'rejected' }],
  ['was suppressed', { suppressed: 'channel-disabled' }],
  ['was told to nobody', { told: undefined }],
  ['is of another source', { content: packContent({ ...ALERT, source: 'zabbix' }) }],
] as const)('an alert that %s is left alone, whatever else', (_, more) => {
  fc.assert(
    fc.property(CASE, (one) => {
      expect(decide(one, more).kind).toBe('leave');
    }),
  );
});
