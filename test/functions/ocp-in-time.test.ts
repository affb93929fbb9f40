import { expect, test } from 'vitest';
import { ocpInTime } from '#functions/poll/ocp-in-time.ts';
import { endMissing } from '#shared/polling/end-missing.ts';
import type { Alarm, Ocp } from '#shared/polling/ocp.ts';
import { readActive } from '#shared/polling/read-active.ts';
import { createTurns } from '#shared/polling/turns.ts';

/** An OCP that takes a minute for each answer, and the time of a round over it. */
function slowOcp(minutes: number) {
  let passed = 0;
  const answer = <T>(value: T): Promise<T> => {
    passed += 1;
    return Promise.resolve(value);
  };
  const ocp: Ocp = {
    activePage: (page) =>
      answer({ alarms: [{ id: page, status: 'Active' }], unreadable: 0, totalElements: 9, totalPages: 9 }),
    alarm: (id) => answer({ id, status: 'Inactive' }),
  };

  return { ocp: ocpInTime(ocp, () => passed >= minutes), passed: () => passed };
}

test('what was found to be over when the time of a round ends is told, and the rest is left', async () => {
  const { ocp, passed } = slowOcp(3);
  const told: Alarm[] = [];
  const missing = Array.from({ length: 20 }, (_, at) => String(at));
  const ended = await endMissing(missing, {
    ...{ ocp, turns: createTurns(() => 0), pause: async () => undefined },
    tell: async (alarms) => void told.push(...alarms),
  });

  expect(passed()).toBe(3);
  expect(told.map(({ id }) => id)).toEqual(['0', '1', '2']);
  expect(ended).toMatchObject({ over: ['0', '1', '2'], problems: expect.arrayContaining([TOO_SLOW]) });
  expect(ended.left).toBeGreaterThan(0);
});

test('a list that is not read when the time is over ends nothing', async () => {
  const { ocp } = slowOcp(2);
  const batch = await readActive({ ocp, take: async () => undefined, pause: async () => undefined });

  expect(batch).toMatchObject({ kind: 'partial', pages: 2, why: `page 3: ${OVER}` });
});

const OVER = 'the time of the round was over: OCP answers too slowly';
const TOO_SLOW = `alarm 3: ${OVER}`;
