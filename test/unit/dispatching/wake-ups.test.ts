import { beforeEach, describe, expect, test } from 'vitest';
import { coalesceFarWakeUps, coalesceWakeUps } from '#shared/dispatching/coalesced-wake-ups.ts';
import { MAX_MARKS } from '#shared/dispatching/look.ts';
import { parseQueuedWakeUp } from '#shared/dispatching/queued-wake-up.ts';
import { uniteWakeUps, urgencyOf, worstOf } from '#shared/dispatching/unite-wake-ups.ts';
import { WakeCollector, wakeUpFor } from '#shared/dispatching/wake-collector.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';

const NOW = Date.UTC(2026, 10, 21);

describe('how urgent a wake-up is', () => {
  test.each<[string, Omit<WakeUp, 'lane'>, number | undefined]>([
    ['the most urgent of its marks', { marks: ['2a/dba', '1b/dba', '2c/dba'] }, 1],
    ['the most urgent of its marks, a down', { marks: ['2a/dba', '0b/dba'] }, 0],
    ['what its marks say, whatever else it claims', { marks: ['2a/dba'], urgent: 0 }, 2],
    ['what it says, without marks', { urgent: 1 }, 1],
    ['not known without either', {}, undefined],
    ['not known of no marks at all', { marks: [] }, undefined],
    ['not known where a mark can’t be read: it may stand for anything', { marks: ['2a/dba', '?'] }, undefined],
  ])('is %s', (_, wakeUp, urgency) => {
    expect(urgencyOf({ lane: 'l', ...wakeUp })).toBe(urgency);
  });

  test('is the lowest class of several, and undefined of none', () => {
    expect(worstOf([2, 0, 1])).toBe(0);
    expect(worstOf([undefined, 2, undefined, 1])).toBe(1);
    expect(worstOf([1, 1])).toBe(1);
    expect(worstOf([undefined])).toBeUndefined();
    expect(worstOf([])).toBeUndefined();
  });
});

describe('one wake-up for several', () => {
  test('has the marks of all, each once', () => {
    const united = uniteWakeUps({ lane: 'l', marks: ['2a/dba', '2b/dba'] }, { lane: 'l', marks: ['2b/dba', '0c/dba'] });

    expect(united).toEqual({ lane: 'l', marks: ['2a/dba', '2b/dba', '0c/dba'] });
  });

  test('looks everywhere when one of them does, for the most urgent', () => {
    expect(uniteWakeUps({ lane: 'l', urgent: 2 }, { lane: 'l', marks: ['1a/dba'] })).toEqual({ lane: 'l', urgent: 1 });
  });

  test('names no urgency when one of them may be about anything', () => {
    expect(uniteWakeUps({ lane: 'l', urgent: 0 }, { lane: 'l' })).toEqual({ lane: 'l' });
  });

  test('of one is that one', () => {
    expect(uniteWakeUps({ lane: 'l', marks: ['2a/dba'] })).toEqual({ lane: 'l', marks: ['2a/dba'] });
  });
});

describe('a wake-up for marks', () => {
  const marks = Array.from({ length: MAX_MARKS + 1 }, (_, at) => `2${at.toString(16)}/dba`);

  test('names them while they are few', () => {
    expect(wakeUpFor('l', marks.slice(1))).toEqual({ lane: 'l', marks: marks.slice(1) });
  });

  test('looks everywhere when they are many, and says how urgent the worst is', () => {
    expect(wakeUpFor('l', marks)).toEqual({ lane: 'l', urgent: 2 });
    expect(wakeUpFor('l', [...marks, '0a/dba'])).toEqual({ lane: 'l', urgent: 0 });
    expect(wakeUpFor('l', [...marks, '?'])).toEqual({ lane: 'l' });
  });
});

describe('a batch', () => {
  const at = (atMs: number, dueClass: 0 | 1 | 2 = 2) => ({ class: dueClass, atMs });
  let collector: WakeCollector;
  beforeEach(() => {
    collector = new WakeCollector();
  });

  test('wakes a lane once for what is due now or overdue', () => {
    collector.add('l', { channel: 'dba', shard: 'a' }, at(NOW), NOW);
    collector.add('l', { channel: 'dba', shard: 'b' }, at(NOW - 5_000, 0), NOW);
    collector.add('l', { channel: 'dba', shard: 'a' }, at(NOW), NOW);

    expect(collector.drain()).toEqual([{ atMs: NOW, wakeUp: { lane: 'l', marks: ['2a/dba', '0b/dba'] } }]);
  });

  test('wakes each lane by itself', () => {
    collector.add('l', { channel: 'dba', shard: 'a' }, at(NOW), NOW);
    collector.add('k', { channel: 'ops', shard: 'a' }, at(NOW), NOW);

    expect(collector.drain().map(({ wakeUp }) => wakeUp.lane)).toEqual(['l', 'k']);
  });

  test('wakes for later times soonest first, together within a second and never early', () => {
    collector.add('l', { channel: 'dba', shard: 'a' }, at(NOW + 9_001), NOW);
    collector.add('l', { channel: 'dba', shard: 'b' }, at(NOW + 1), NOW);
    collector.add('l', { channel: 'dba', shard: 'c' }, at(NOW + 1_000), NOW);

    expect(collector.drain()).toEqual([
      { atMs: NOW + 1_000, wakeUp: { lane: 'l', marks: ['2b/dba', '2c/dba'] } },
      { atMs: NOW + 10_000, wakeUp: { lane: 'l', marks: ['2a/dba'] } },
    ]);
  });

  test('wakes at its time where that is a full second', () => {
    collector.add('l', { channel: 'dba', shard: 'a' }, at(NOW + 2_000), NOW + 500);
    collector.add('l', { channel: 'dba', shard: 'b' }, at(NOW + 400), NOW + 500);

    expect(collector.drain()).toEqual([
      { atMs: NOW + 500, wakeUp: { lane: 'l', marks: ['2b/dba'] } },
      { atMs: NOW + 2_000, wakeUp: { lane: 'l', marks: ['2a/dba'] } },
    ]);
  });

  test('is told once', () => {
    collector.add('l', { channel: 'dba', shard: 'a' }, at(NOW), NOW);
    collector.drain();

    expect(collector.drain()).toEqual([]);
  });
});

test('wake-ups for far ahead leave once a lane and time, and all others as they are', async () => {
  const left: { readonly wakeUp: WakeUp; readonly inMs: number }[] = [];
  let nowMs = NOW;
  const wakeUps = coalesceFarWakeUps(
    { schedule: async (wakeUp, atMs) => void left.push({ wakeUp, inMs: atMs - NOW }) },
    () => nowMs,
  );
  const [near, far] = [NOW + 900_000, NOW + 900_001];
  for (const lane of ['l', 'l', 'other']) {
    await wakeUps.schedule({ lane, marks: ['2a/dba'] }, NOW);
    await wakeUps.schedule({ lane, marks: ['2a/dba'] }, near);
    await wakeUps.schedule({ lane, marks: ['2a/dba'] }, far);
  }
  nowMs = far;
  await wakeUps.schedule({ lane: 'l' }, far + 900_001);

  const nearby = (lane: string) => [0, 900_000].map((inMs) => ({ wakeUp: { lane, marks: ['2a/dba'] }, inMs }));
  expect(left).toEqual([
    ...[...nearby('l'), { wakeUp: { lane: 'l' }, inMs: 900_001 }],
    ...nearby('l'),
    ...[...nearby('other'), { wakeUp: { lane: 'other' }, inMs: 900_001 }],
    { wakeUp: { lane: 'l' }, inMs: 1_800_002 },
  ]);
});

describe('wake-ups for now', () => {
  let nowMs: number;
  let left: { readonly wakeUp: WakeUp; readonly inMs: number }[];
  const schedule = (wakeUp: WakeUp, afterMs = 0) => wakeUps.schedule(wakeUp, nowMs + afterMs);
  let wakeUps: ReturnType<typeof coalesceWakeUps>;
  beforeEach(() => {
    nowMs = NOW;
    left = [];
    wakeUps = coalesceWakeUps(
      { schedule: async (wakeUp, atMs) => void left.push({ wakeUp, inMs: atMs - NOW }) },
      () => nowMs,
    );
  });

  test('leave at once the first time, and once more after a second for all others', async () => {
    await schedule({ lane: 'l', marks: ['2a/dba'] });
    await schedule({ lane: 'l', marks: ['2b/dba'] });
    nowMs += 999;
    await schedule({ lane: 'l', marks: ['2c/dba'] });

    expect(left).toEqual([
      { wakeUp: { lane: 'l', marks: ['2a/dba'] }, inMs: 0 },
      { wakeUp: { lane: 'l' }, inMs: 1_000 },
    ]);
  });

  test('go on a second apart while more come', async () => {
    for (let count = 0; count < 100; count++) {
      await schedule({ lane: 'l' });
      nowMs += 30;
    }

    expect(left.map(({ inMs }) => inMs)).toEqual([0, 1_030, 2_050, 3_070]);
  });

  test('leave at once again after a quiet second', async () => {
    await schedule({ lane: 'l' });
    nowMs += 1_000;
    await schedule({ lane: 'l', marks: ['2b/dba'] });

    expect(left[1]).toEqual({ wakeUp: { lane: 'l', marks: ['2b/dba'] }, inMs: 1_000 });
  });

  test('of another lane are its own affair', async () => {
    await schedule({ lane: 'l' });
    await schedule({ lane: 'k' });

    expect(left.map(({ inMs }) => inMs)).toEqual([0, 0]);
  });

  test('for later pass, and are in nobody’s way', async () => {
    await schedule({ lane: 'l' }, 5_000);
    await schedule({ lane: 'l' }, 1);
    await schedule({ lane: 'l' });

    expect(left.map(({ inMs }) => inMs)).toEqual([5_000, 1, 0]);
  });
});

describe('a message of the queue', () => {
  const queued = { wakeUp: { lane: 'l', marks: ['2a/dba'], urgent: 1 }, atMs: NOW };

  test('says when to look where', () => {
    expect(parseQueuedWakeUp(JSON.stringify(queued))).toEqual(queued);
    expect(parseQueuedWakeUp(JSON.stringify({ wakeUp: { lane: 'l' }, atMs: NOW }))).toEqual({
      wakeUp: { lane: 'l' },
      atMs: NOW,
    });
  });

  test('is read without what makes no sense in it', () => {
    const odd = { wakeUp: { lane: 'l', marks: ['2a/dba', 7, null], urgent: 9, more: 1 }, atMs: NOW };

    expect(parseQueuedWakeUp(JSON.stringify(odd))).toEqual({ wakeUp: { lane: 'l', marks: ['2a/dba'] }, atMs: NOW });
    expect(parseQueuedWakeUp(JSON.stringify({ ...odd, wakeUp: { lane: 'l', marks: '2a/dba' } }))).toEqual({
      wakeUp: { lane: 'l' },
      atMs: NOW,
    });
  });

  test.each([
    '',
    'null',
    '7',
    '{',
    '{}',
    '{"wakeUp":{"lane":7},"atMs":1}',
    '{"wakeUp":{"lane":"l"},"atMs":"1"}',
    '{"wakeUp":null,"atMs":1}',
  ])('that is none of ours is left alone: %s', (body) => {
    expect(parseQueuedWakeUp(body)).toBeUndefined();
  });
});
