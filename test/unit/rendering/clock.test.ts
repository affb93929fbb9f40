import { describe, expect, it } from 'vitest';
import { durationParts } from '#shared/rendering/duration.ts';
import { clockTime, isoLocal, timeSpan, zonedTime } from '#shared/rendering/local-time.ts';
import { wordsOf } from '#shared/rendering/words.ts';
import { NOW } from './builders.ts';

const at = (time: string) => Date.parse(time);

describe('local time', () => {
  it.each([
    ['Asia/Shanghai', '11-21 03:10:32 +08:00'],
    ['UTC', '11-20 19:10:32 +00:00'],
    ['America/New_York', '11-20 14:10:32 -05:00'],
    ['Asia/Kathmandu', '11-21 00:55:32 +05:45'],
    ['Nowhere/Atlantis', '11-20 19:10:32 +00:00'],
  ])('in %s is %s', (zone, text) => {
    expect(zonedTime(NOW, zone, NOW)).toBe(text);
  });

  it('says the year only when it is another one, and follows summer time', () => {
    expect(zonedTime(at('2025-12-31T15:59:59Z'), 'Asia/Shanghai', NOW)).toBe('2025-12-31 23:59:59 +08:00');
    expect(zonedTime(at('2026-07-01T12:00:00Z'), 'Europe/Berlin', NOW)).toBe('07-01 14:00:00 +02:00');
  });

  it('writes midnight as 00 and ISO times with their offset', () => {
    expect(isoLocal(at('2026-11-20T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-21T00:00:00+08:00');
    expect(isoLocal(Number.NaN, 'UTC')).toBe('');
    expect(isoLocal(9e15, 'UTC')).toBe('');
  });

  it('says the day of a clock time only when it is another one', () => {
    expect(clockTime(NOW - 1000, 'Asia/Shanghai', NOW)).toBe('03:10:31');
    expect(clockTime(NOW - 14_400_000, 'Asia/Shanghai', NOW)).toBe('11-20 23:10:32');
  });

  it('says of a span what the two ends have in common once', () => {
    expect(timeSpan(NOW - 60_000, NOW, 'Asia/Shanghai', NOW)).toBe('11-21 03:09:32 – 03:10:32 +08:00');
    expect(timeSpan(NOW - 14_400_000, NOW, 'Asia/Shanghai', NOW)).toBe('11-20 23:10:32 – 11-21 03:10:32 +08:00');
    expect(timeSpan(NOW - 100, NOW, 'Asia/Shanghai', NOW)).toContain('–');
    expect(timeSpan(NOW, NOW + 100, 'Asia/Shanghai', NOW)).toBe('11-21 03:10:32 +08:00');
    expect(timeSpan(at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z'), 'Europe/Berlin', NOW)).toBe(
      '10-25 02:30:00 +02:00 – 02:30:00 +01:00',
    );
  });
});

describe('durations', () => {
  it.each([
    [-5, '', '', ''],
    [999, '', '', ''],
    [1_000, '1 秒', '1 秒', '1 s'],
    [60_000, '1 分钟', '1 分鐘', '1 min'],
    [738_000, '12 分 18 秒', '12 分 18 秒', '12 min 18 s'],
    [3_600_000, '1 小时', '1 小時', '1 h'],
    [3_725_000, '1 小时 2 分', '1 小時 2 分', '1 h 2 min'],
    [86_400_000, '1 天', '1 天', '1 d'],
    [185_400_000, '2 天 3 小时', '2 天 3 小時', '2 d 3 h'],
  ])('%i ms', (ms, simplified, traditional, english) => {
    const words = (['zh_CN', 'zh_TW', 'en_US'] as const).map((language) => wordsOf(language).duration(ms));
    expect(words).toEqual([simplified, traditional, english]);
  });

  it('of no length have no unit', () => {
    expect(durationParts(Number.NaN)).toEqual([]);
  });
});
