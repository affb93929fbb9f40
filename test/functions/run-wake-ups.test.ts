import { describe, expect, test } from 'vitest';
import { runWakeUps, type WakeUpRecord } from '#functions/dispatch/run-wake-ups.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';

const NOW = Date.UTC(2026, 10, 21);

function aRecord(messageId: string, wakeUp: WakeUp, atMs: number): WakeUpRecord {
  return { messageId, body: JSON.stringify({ wakeUp, atMs }) };
}

function aRunner(dispatch: (wakeUp: WakeUp) => void = () => undefined) {
  const dispatched: WakeUp[] = [];
  const scheduled: [WakeUp, number][] = [];

  return {
    dispatched,
    scheduled,
    now: () => NOW,
    async dispatch(wakeUp: WakeUp) {
      dispatched.push(wakeUp);
      dispatch(wakeUp);
    },
    async schedule(wakeUp: WakeUp, atMs: number) {
      scheduled.push([wakeUp, atMs]);
    },
    failed: () => undefined,
  };
}

describe('wake-ups from the queue', () => {
  test('that come before their time, if by a clock’s difference, travel on: a look now would find nothing', async () => {
    const runner = { ...aRunner(), unreadable: () => undefined };
    await runWakeUps([aRecord('1', { lane: 'a' }, NOW + 5)], runner);

    expect(runner.dispatched).toEqual([]);
    expect(runner.scheduled).toEqual([[{ lane: 'a' }, NOW + 5]]);
  });

  test('of one lane are one look, with all their marks', async () => {
    const runner = { ...aRunner(), unreadable: () => undefined };
    await runWakeUps(
      [
        aRecord('1', { lane: 'a', marks: ['00/x'] }, NOW),
        aRecord('2', { lane: 'a', marks: ['00/x', '11/x'] }, NOW - 1),
        aRecord('3', { lane: 'b' }, NOW),
        aRecord('4', { lane: 'b', marks: ['00/y'] }, NOW),
      ],
      runner,
    );

    expect(runner.dispatched).toEqual([{ lane: 'a', marks: ['00/x', '11/x'] }, { lane: 'b' }]);
  });

  test('of a lane that failed are to come again, the others not', async () => {
    const runner = {
      ...aRunner(({ lane }) => {
        if (lane === 'a') throw new Error('table gone');
      }),
      unreadable: () => undefined,
    };
    const failed = await runWakeUps([aRecord('1', { lane: 'a' }, NOW), aRecord('2', { lane: 'b' }, NOW)], runner);

    expect(failed).toEqual(['1']);
  });

  test('that nobody can read are reported and done with', async () => {
    const reported: string[] = [];
    const runner = { ...aRunner(), unreadable: (id: string) => reported.push(id) };

    expect(await runWakeUps([{ messageId: '1', body: 'nonsense' }], runner)).toEqual([]);
    expect(reported).toEqual(['1']);
  });
});
