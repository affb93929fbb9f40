import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideWay, MAX_DIRECT, preferDirect, RUSH_MS } from '#shared/dispatching/prefer-direct.ts';
import type { WakeUps } from '#shared/dispatching/wake-ups.ts';

const NOW = 1_795_000_000_000;
const RUSH = Array.from({ length: MAX_DIRECT }, (_, at) => NOW - RUSH_MS + 1 + at);

describe('the way of a wake-up', () => {
  test.each([
    ['is direct when it is due', NOW, [], { kind: 'direct' }],
    ['is direct when it has been due for a while', NOW - 60_000, [], { kind: 'direct' }],
    ['is the queue when it is to wait, if only a moment', NOW + 1, [], { kind: 'queue', reason: 'later' }],
    ['is direct while few went so', NOW, RUSH.slice(1), { kind: 'direct' }],
    ['is the queue in a rush', NOW, RUSH, { kind: 'queue', reason: 'rush' }],
    ['is direct again when the rush is over', NOW + 1, RUSH, { kind: 'direct' }],
  ] as const)('%s', (_, atMs, last, way) => {
    expect(decideWay(atMs, last, Math.max(NOW, way.kind === 'direct' ? atMs : NOW))).toEqual(way);
  });
});

/** Wake-ups that are kept, with how each is answered. */
function kept(answer: () => Promise<void> = async () => undefined) {
  const lanes: string[] = [];
  const wakeUps: WakeUps = {
    async schedule({ lane }) {
      lanes.push(lane);
      await answer();
    },
  };

  return { lanes, wakeUps };
}

describe('wake-ups', () => {
  test('never leave directly more often than a rush begins at, and each leaves once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 400 }), { maxLength: 40 }), async (pauses) => {
        let nowMs = NOW;
        const at: number[] = [];
        const [direct, queue] = [kept(async () => void at.push(nowMs)), kept()];
        const wakeUps = preferDirect(
          direct.wakeUps,
          queue.wakeUps,
          () => nowMs,
          () => undefined,
        );
        for (const [nth, pause] of pauses.entries()) {
          nowMs += pause;
          await wakeUps.schedule({ lane: `${nth}` }, nowMs);
        }

        for (const [nth, time] of at.entries()) {
          expect(time - (at[nth - MAX_DIRECT] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(RUSH_MS);
        }
        const all = [...direct.lanes, ...queue.lanes].toSorted((a, b) => Number(a) - Number(b));
        expect(all).toEqual(pauses.map((_, nth) => `${nth}`));
      }),
    );
  });

  test('that could not leave directly go through the queue, and somebody hears of it', async () => {
    const heard: unknown[] = [];
    const refused = new Error('refused');
    const [direct, queue] = [kept(() => Promise.reject(refused)), kept()];
    await preferDirect(
      direct.wakeUps,
      queue.wakeUps,
      () => NOW,
      (error) => heard.push(error),
    ).schedule({ lane: 'a' }, NOW);

    expect([queue.lanes, heard]).toEqual([['a'], [refused]]);
  });

  test('that can leave neither way fail as the queue does', async () => {
    const failing = (words: string) => kept(() => Promise.reject(new Error(words))).wakeUps;
    const wakeUps = preferDirect(
      failing('direct'),
      failing('queue'),
      () => NOW,
      () => undefined,
    );

    await expect(wakeUps.schedule({ lane: 'a' }, NOW)).rejects.toThrow('queue');
  });
});
