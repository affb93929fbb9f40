import { describe, expect, test } from 'vitest';
import { type Counting, capsAfter } from '#shared/dispatching/caps-after.ts';
import { countMessage } from '#shared/pacing/channel-caps.ts';
import { aChannel } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const ZONE = 'Asia/Shanghai';
const { limits } = aChannel();
const free = aChannel({ name: 'free' });
const hourly = aChannel({ name: 'hourly', limits: { ...limits, perHour: 3 } });
const daily = aChannel({ name: 'daily', limits: { ...limits, perDay: 3 } });
const once = countMessage(undefined, ZONE, NOW);

const telling = (names: readonly string[], counts: Counting['counts'] = {}): Counting => ({
  told: new Set(names),
  counts,
});

describe('a message counts', () => {
  test('for the channels it speaks for that have a cap', () => {
    expect(capsAfter({}, telling(['free', 'hourly', 'daily']), [free, hourly, daily], NOW)).toEqual({
      hourly: once,
      daily: once,
    });
  });

  test('on top of what was told before, and leaves the counts of others', () => {
    const caps = { hourly: once, daily: once };

    expect(capsAfter({ caps }, telling(['hourly']), [hourly, daily], NOW)).toEqual({
      hourly: countMessage(once, ZONE, NOW),
      daily: once,
    });
  });

  test('for rules with limits, also in a channel without a cap', () => {
    expect(capsAfter({}, telling(['free'], { free: { r: 2 } }), [free], NOW)).toEqual({
      free: countMessage(undefined, ZONE, NOW, { r: 2 }),
    });
  });

  test('for rules alone where it tells nothing any more', () => {
    expect(capsAfter({}, telling([], { free: { r: 2 } }), [free, hourly], NOW)).toEqual({
      free: countMessage(undefined, ZONE, NOW, { r: 2 }),
    });
  });
});

test.each([
  ['there are no caps', ['free']],
  ['a channel with one is not spoken for', []],
])('nothing is counted where %s', (_, names) => {
  expect(capsAfter({}, telling(names), [free, hourly], NOW)).toBeUndefined();
  expect(capsAfter({ caps: { hourly: once } }, telling(names), [free, hourly], NOW)).toEqual({ hourly: once });
});
