import { beforeEach, describe, expect, test } from 'vitest';
import { actorOf, auditOf, FILE_ACTOR } from '#shared/audit/audit.ts';
import type { AuditEntry, AuditOutcome } from '#shared/audit/audit-entry.ts';
import { auditTime } from '#shared/audit/audit-id.ts';

const NOW_MS = Date.UTC(2026, 10, 21);
const CHANGE = { what: 'channel-deleted', object: 'dba', changes: [] } as const;

let steps: string[];
let written: AuditEntry[];
let ended: (readonly [string, AuditOutcome])[];
let failures: unknown[];
beforeEach(() => {
  [steps, written, ended, failures] = [[], [], [], []];
});

function audited(failing: 'nothing' | 'begin' | 'end' = 'nothing') {
  const step = async (name: 'begin' | 'end') => {
    steps.push(name);
    if (name === failing) throw new Error(`${name} failed`);
  };

  return auditOf(FILE_ACTOR, {
    audit: {
      begin: async (entry) => {
        await step('begin');
        written.push(entry);
      },
      end: async (id, outcome) => {
        await step('end');
        ended.push([id, outcome]);
      },
    },
    randomId: () => 'abcdefghijkl',
    now: () => NOW_MS,
    logFailure: (error) => failures.push(error),
  });
}

const make = async (): Promise<'made' | 'refused'> => {
  steps.push('make');
  return 'made';
};

describe('a change', () => {
  test('is written down before it is made, and what came of it after', async () => {
    expect(await audited()(CHANGE, make)).toBe('made');

    expect(steps).toEqual(['begin', 'make', 'end']);
    expect(written).toEqual([{ ...CHANGE, id: expect.any(String), at: NOW_MS, who: FILE_ACTOR, outcome: 'unknown' }]);
    expect(ended).toEqual([[written[0]?.id, 'done']]);
    expect(auditTime(written[0]?.id ?? '')).toBe(NOW_MS);
  });

  test('that was refused is told from one that was made', async () => {
    await audited()(CHANGE, make, (result) => result === 'refused');

    expect(ended).toEqual([[written[0]?.id, 'not-done']]);
  });

  test('is not made when it can not be written down', async () => {
    await expect(audited('begin')(CHANGE, make)).rejects.toThrow('begin failed');

    expect(steps).toEqual(['begin']);
  });

  test('that failed may have been made all the same: its entry says that nobody knows', async () => {
    await expect(audited()(CHANGE, () => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');

    expect([steps, written.length]).toEqual([['begin'], 1]);
  });

  test('that was made stands though its end can not be written down', async () => {
    expect(await audited('end')(CHANGE, make)).toBe('made');

    expect([ended, failures]).toEqual([[], [new Error('end failed')]]);
  });
});

test('a caller is named by his token, and a first token as one', () => {
  expect(actorOf({ name: 'dba lead', id: '8c6976e5b5410415' })).toEqual({
    ...{ kind: 'token', name: 'dba lead', id: '8c6976e5b5410415' },
  });
  expect(actorOf({ name: 'admin' })).toEqual({ kind: 'first-token', name: 'admin' });
});
