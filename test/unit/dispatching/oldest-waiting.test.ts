import { describe, expect, test } from 'vitest';
import type { OverdueMark } from '#shared/admission/alert-store.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { oldestWaitingMs } from '#shared/dispatching/oldest-waiting.ts';
import { aChannel } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function due(agoMs: number, overrides: Partial<OverdueMark> = {}): OverdueMark {
  return { channel: 'dba', shard: 'a', class: 2, dueAtMs: NOW - agoMs, ...overrides };
}

function limited(limits: Partial<Channel['limits']>): readonly Channel[] {
  const channel = aChannel({ name: 'dba' });
  return [{ ...channel, limits: { ...channel.limits, ...limits } }];
}

describe('the oldest waiting alert', () => {
  test('is on time when nothing is overdue', () => {
    expect(oldestWaitingMs([], [], NOW)).toBe(0);
  });

  test('has waited since it was due, whichever channel it waits in', () => {
    const channels = [aChannel({ name: 'dba' }), aChannel({ name: 'ops' })];

    expect(oldestWaitingMs([due(MINUTE), due(7 * MINUTE, { channel: 'ops' })], channels, NOW)).toBe(7 * MINUTE);
  });

  test('is found in a storm over all the shards of ten thousand channels', () => {
    const channels = Array.from({ length: 10_000 }, (_, n) => aChannel({ name: `c${n}` }));
    const overdue = channels.flatMap(({ name: channel }) => Array.from({ length: 16 }, () => due(MINUTE, { channel })));

    expect(oldestWaitingMs([...overdue, due(HOUR, { channel: 'c7' })], channels, NOW)).toBe(HOUR);
  });

  test('is none of a channel that was deleted: what waits there ends now', () => {
    expect(oldestWaitingMs([due(HOUR)], [aChannel({ name: 'ops' })], NOW)).toBe(0);
  });

  test.each<[string, Partial<Channel['limits']>, number]>([
    ['an hour', { perHour: 10 }, HOUR],
    ['the longest day', { perDay: 100 }, 25 * HOUR],
    ['the longer of both', { perHour: 10, perDay: 100 }, 25 * HOUR],
    ['twelve hours for its quota', { monthlyQuota: 3_000 }, 12 * HOUR],
    ['twelve hours for the quota of its pool', { quotaPool: 'corp-a' }, 12 * HOUR],
  ])('may be held by its channel for %s before it counts', (_, limits, heldMs) => {
    expect(oldestWaitingMs([due(heldMs)], limited(limits), NOW)).toBe(0);
    expect(oldestWaitingMs([due(heldMs + MINUTE)], limited(limits), NOW)).toBe(MINUTE);
  });

  test.each([0, 1] as const)('is held by no quota when its class is %i', (urgent) => {
    expect(oldestWaitingMs([due(MINUTE, { class: urgent })], limited({ monthlyQuota: 3_000 }), NOW)).toBe(MINUTE);
  });
});
