import { beforeEach, describe, expect, test } from 'vitest';
import { TimerWakeUps } from '#local/timer-wake-ups.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import { settled, VirtualClock } from './virtual-clock.ts';

const START = Date.UTC(2026, 10, 21, 3, 0, 0);

let clock: VirtualClock;
let looks: { readonly at: number; readonly wakeUp: WakeUp }[];
let errors: string[];
let look: (wakeUp: WakeUp) => Promise<void>;
let wakeUps: TimerWakeUps;

beforeEach(() => {
  clock = new VirtualClock(START);
  looks = [];
  errors = [];
  look = async () => undefined;
  wakeUps = new TimerWakeUps({
    now: clock.now,
    startTimer: clock.startTimer,
    maxRunning: 3,
    onError: (error, lane) => errors.push(`${lane}: ${error instanceof Error ? error.message : error}`),
    onWakeUp: (wakeUp) => {
      looks.push({ at: clock.now() - START, wakeUp });
      return look(wakeUp);
    },
  });
});

describe('wake-ups by timers', () => {
  test('look at a lane at the planned time', async () => {
    await wakeUps.schedule({ lane: 'a', marks: ['dba#3#0'] }, START + 2_000);
    await clock.advance(1_999);
    expect(looks).toEqual([]);
    await clock.advance(1);
    expect(looks).toEqual([{ at: 2_000, wakeUp: { lane: 'a', marks: ['dba#3#0'] } }]);
    expect(clock.timers).toBe(0);
  });

  test('look at once when the time is past', async () => {
    await wakeUps.schedule({ lane: 'a' }, START - 60_000);
    await clock.advance(0);
    expect(looks).toEqual([{ at: 0, wakeUp: { lane: 'a' } }]);
  });

  test('hold one timer a lane, set to the earliest time', async () => {
    await wakeUps.schedule({ lane: 'a', marks: ['late'] }, START + 4_000);
    await wakeUps.schedule({ lane: 'a', marks: ['early'] }, START + 1_000);
    expect(clock.timers).toBe(1);
    await clock.advance(1_000);
    expect(looks).toEqual([{ at: 1_000, wakeUp: { lane: 'a', marks: ['early'] } }]);
  });

  test('keep the later times when the earliest has come', async () => {
    await wakeUps.schedule({ lane: 'a', marks: ['now'] }, START);
    await wakeUps.schedule({ lane: 'a', marks: ['quiet end'] }, START + 600_000);
    await clock.advance(600_000);
    expect(looks.map(({ at, wakeUp }) => [at, wakeUp.marks])).toEqual([
      [0, ['now']],
      [600_000, ['quiet end']],
    ]);
  });

  test('unite the marks of one time, and "everywhere" takes in them all', async () => {
    for (const mark of ['x', 'y', 'x']) await wakeUps.schedule({ lane: 'a', marks: [mark] }, START + 10);
    await wakeUps.schedule({ lane: 'b', marks: ['x'] }, START + 10);
    await wakeUps.schedule({ lane: 'b' }, START + 10);
    await clock.advance(10);
    expect(looks.map(({ wakeUp }) => wakeUp)).toEqual([{ lane: 'a', marks: ['x', 'y'] }, { lane: 'b' }]);
  });

  test('join thousands of far-off times of a lane by the second', async () => {
    for (let i = 0; i < 5_000; i++) await wakeUps.schedule({ lane: 'a', marks: ['m'] }, START + 600_001 + (i % 1_000));
    await clock.advance(700_000);
    expect(looks).toEqual([{ at: 601_000, wakeUp: { lane: 'a', marks: ['m'] } }]);
  });

  test('look at a lane by one at a time and once more for what came meanwhile', async () => {
    const first = Promise.withResolvers<void>();
    look = () => (looks.length === 1 ? first.promise : Promise.resolve());
    await wakeUps.schedule({ lane: 'a', marks: ['1'] }, START);
    await clock.advance(0);
    await wakeUps.schedule({ lane: 'a', marks: ['2'] }, START);
    await wakeUps.schedule({ lane: 'a', marks: ['3'] }, START + 5);
    await clock.advance(10);
    expect(looks).toHaveLength(1);
    first.resolve();
    await clock.advance(0);
    expect(looks.map(({ wakeUp }) => wakeUp.marks)).toEqual([['1'], ['2', '3']]);
  });

  test('look at different lanes side by side, no more than so many, the others in their order', async () => {
    const gates = new Map<string, PromiseWithResolvers<void>>();
    look = ({ lane }) => {
      const gate = Promise.withResolvers<void>();
      gates.set(lane, gate);
      return gate.promise;
    };
    for (const lane of ['a', 'b', 'c', 'd', 'e']) await wakeUps.schedule({ lane }, START);
    await clock.advance(0);
    expect([...gates.keys()]).toEqual(['a', 'b', 'c']);
    gates.get('b')?.resolve();
    await settled();
    expect([...gates.keys()]).toEqual(['a', 'b', 'c', 'd']);
    for (const gate of gates.values()) gate.resolve();
    await settled();
    expect([...gates.keys()]).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('report a failed look and repeat it after three seconds with the same marks', async () => {
    look = () => (looks.length === 1 ? Promise.reject(new Error('the table is away')) : Promise.resolve());
    await wakeUps.schedule({ lane: 'a', marks: ['x'] }, START);
    await clock.advance(2_999);
    expect(errors).toEqual(['a: the table is away']);
    expect(looks).toHaveLength(1);
    await clock.advance(1);
    expect(looks.map(({ wakeUp }) => wakeUp)).toEqual([
      { lane: 'a', marks: ['x'] },
      { lane: 'a', marks: ['x'] },
    ]);
  });

  test('look at the clock every minute, since it may have been set', async () => {
    const monotonic = clock.now;
    const setForward = new TimerWakeUps({
      now: () => monotonic() + (monotonic() > START ? 590_000 : 0),
      startTimer: clock.startTimer,
      onError: () => undefined,
      onWakeUp: async (wakeUp) => void looks.push({ at: clock.now() - START, wakeUp }),
    });
    await setForward.schedule({ lane: 'set forward' }, START + 600_000);
    await clock.advance(75_000);
    expect(looks).toEqual([{ at: 60_000, wakeUp: { lane: 'set forward' } }]);
  });

  test('closed, wait for the running look and start nothing more', async () => {
    const gate = Promise.withResolvers<void>();
    look = () => gate.promise;
    await wakeUps.schedule({ lane: 'a' }, START);
    await wakeUps.schedule({ lane: 'b' }, START + 100);
    await clock.advance(0);
    let isClosed = false;
    const closing = wakeUps.close().then(() => {
      isClosed = true;
    });
    await wakeUps.schedule({ lane: 'c' }, START);
    await clock.advance(1_000);
    expect(isClosed).toBe(false);
    gate.resolve();
    await closing;
    await clock.advance(1_000);
    expect(looks.map(({ wakeUp }) => wakeUp.lane)).toEqual(['a']);
    expect(clock.timers).toBe(0);
  });
});
