import { describe, expect, test } from 'vitest';
import { countMessage, decideCap } from '#shared/pacing/channel-caps.ts';
import type { CapCounts } from '#shared/pacing/lane.ts';

const ZONE = 'Asia/Shanghai';
/** 2026-11-21 13:20 in Shanghai. */
const NOW = Date.parse('2026-11-21T13:20:00+08:00');
const HOUR_END = Date.parse('2026-11-21T14:00:00+08:00');
const DAY_END = Date.parse('2026-11-22T00:00:00+08:00');

function counted(messages: number, zone = ZONE, atMs = NOW): CapCounts | undefined {
  let counts: CapCounts | undefined;
  for (let sent = 0; sent < messages; sent++) counts = countMessage(counts, zone, atMs);
  return counts;
}

describe('a channel without caps', () => {
  test('is open, whatever it got', () => {
    expect(decideCap({ perHour: null, perDay: null }, counted(5_000), ZONE, NOW)).toEqual({
      kind: 'open',
      last: undefined,
      untilMs: NOW,
    });
  });
});

describe('a channel with an hourly cap', () => {
  const limits = { perHour: 3, perDay: null };

  test('is open while one more message is not the last', () => {
    for (const sent of [0, 1]) {
      expect(decideCap(limits, counted(sent), ZONE, NOW)).toEqual({ kind: 'open', last: undefined, untilMs: NOW });
    }
  });

  test('is told which message is the last, and until when nothing follows', () => {
    expect(decideCap(limits, counted(2), ZONE, NOW)).toEqual({ kind: 'open', last: 'hour', untilMs: HOUR_END });
  });

  test('is held from then on until the hour ends', () => {
    const held = { kind: 'held', period: 'hour', sinceMs: HOUR_END - 3_600_000, untilMs: HOUR_END };

    expect(decideCap(limits, counted(3), ZONE, NOW)).toEqual(held);
    expect(decideCap(limits, counted(3), ZONE, HOUR_END - 1)).toEqual(held);
    expect(decideCap(limits, counted(3), ZONE, HOUR_END)).toMatchObject({ kind: 'open', last: undefined });
  });

  test('that was lowered below what was sent is held', () => {
    expect(decideCap({ perHour: 1, perDay: null }, counted(3), ZONE, NOW)).toMatchObject({ kind: 'held' });
  });

  test('of one message lets each be the last', () => {
    expect(decideCap({ perHour: 1, perDay: null }, undefined, ZONE, NOW)).toMatchObject({ last: 'hour' });
  });
});

describe('a channel with a daily cap', () => {
  test('is held until midnight there, not in UTC', () => {
    expect(decideCap({ perHour: null, perDay: 2 }, counted(2), ZONE, NOW)).toEqual({
      kind: 'held',
      period: 'day',
      sinceMs: DAY_END - 86_400_000,
      untilMs: DAY_END,
    });
  });

  test('and an hourly one names the day when both are full, for it lasts longer', () => {
    expect(decideCap({ perHour: 2, perDay: 2 }, counted(2), ZONE, NOW)).toMatchObject({
      period: 'day',
      untilMs: DAY_END,
    });
    expect(decideCap({ perHour: 2, perDay: 2 }, counted(1), ZONE, NOW)).toMatchObject({
      last: 'day',
      untilMs: DAY_END,
    });
    expect(decideCap({ perHour: 2, perDay: 3 }, counted(2), ZONE, NOW)).toMatchObject({ kind: 'held', period: 'hour' });
    expect(decideCap({ perHour: 2, perDay: 9 }, counted(1), ZONE, NOW)).toMatchObject({ last: 'hour' });
  });

  test('counts on through the hours', () => {
    const next = countMessage(counted(4), ZONE, HOUR_END);

    expect(next).toEqual({ hour: '2026-11-21T14+08:00', hourCount: 1, day: '2026-11-21', dayCount: 5 });
  });
});

describe('an hour that comes twice', () => {
  const zone = 'America/New_York';
  const first = Date.parse('2026-11-01T01:30:00-04:00');
  const second = Date.parse('2026-11-01T01:30:00-05:00');

  test('is two hours, each with its own count', () => {
    const counts = counted(3, zone, first);

    expect(decideCap({ perHour: 3, perDay: null }, counts, zone, first)).toMatchObject({
      kind: 'held',
      untilMs: Date.parse('2026-11-01T01:00:00-05:00'),
    });
    expect(decideCap({ perHour: 3, perDay: null }, counts, zone, second)).toMatchObject({ kind: 'open' });
    expect(countMessage(counts, zone, second)).toMatchObject({
      hour: '2026-11-01T01-05:00',
      hourCount: 1,
      dayCount: 4,
    });
  });
});

describe('two workers whose clocks differ a little', () => {
  test("don't start the count over in turns where an hour or a day ends", () => {
    let counts: CapCounts | undefined;
    for (let sent = 0; sent < 10; sent++) counts = countMessage(counts, ZONE, DAY_END + (sent % 2 === 0 ? 300 : -300));

    expect(counts).toEqual({ hour: '2026-11-22T00+08:00', hourCount: 10, day: '2026-11-22', dayCount: 10 });
    expect(decideCap({ perHour: 10, perDay: null }, counts, ZONE, DAY_END - 300)).toMatchObject({ kind: 'held' });
  });
});
