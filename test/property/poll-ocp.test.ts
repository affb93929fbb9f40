import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OcpError } from '#shared/polling/ocp.ts';
import { createPollMemory } from '#shared/polling/poll-memory.ts';
import { pollOcp } from '#shared/polling/poll-ocp.ts';
import { createTurns } from '#shared/polling/turns.ts';

test('whatever OCP answers page by page, only what it itself calls over is told as over, and only of a full batch', async () => {
  const page = fc.record({
    ids: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
    totalElements: fc.integer({ min: 0, max: 12 }),
    fails: fc.boolean(),
  });
  const statuses = fc.dictionary(
    fc.constantFrom('1', '2', '3', '4', '5'),
    fc.constantFrom('Active', 'Inactive', 'gone'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 4 }), statuses, async (pages, states) => {
      const told: { id: string; status: string }[] = [];
      const result = await pollOcp({
        ocp: {
          activePage: async (nth) => {
            const each = pages[(nth - 1) % pages.length];
            if (each === undefined || each.fails) throw new OcpError('no');
            const alarms = each.ids.map((id) => ({ id, status: 'Active' }));
            return { alarms, unreadable: 0, totalElements: each.totalElements, totalPages: pages.length };
          },
          alarm: async (id) => {
            const status = states[id] ?? 'gone';
            return status === 'gone' ? undefined : { id, status };
          },
        },
        memory: createPollMemory({
          readLedger: async () => ({ ids: ['1', '2', '3', '4', '5', 'rule|target'], isCut: false }),
          now: () => 0,
        }),
        tell: async (alarms) => void told.push(...alarms.map(({ id, status }) => ({ id: String(id), status }))),
        pause: async () => undefined,
        turns: createTurns(() => 0),
      });
      const over = told.filter(({ status }) => status !== 'Active');

      expect(over.every(({ id }) => states[id] === 'Inactive')).toBe(true);
      expect(over).toHaveLength(result.ended);
      if (result.batch === 'partial') expect(over).toEqual([]);
    }),
  );
});
