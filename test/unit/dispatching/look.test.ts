import { describe, expect, test } from 'vitest';
import type { DueEntry } from '#shared/admission/alert-store.ts';
import type { Mark } from '#shared/admission/shard.ts';
import { lookForDue, MAX_LOOK, marksToLook } from '#shared/dispatching/look.ts';
import { aChannel } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const EVERYWHERE = marksToLook(undefined, [aChannel()]);

function anEntry(mark: Mark, at: number, overrides: Partial<DueEntry> = {}): DueEntry {
  return {
    channel: mark.channel,
    fingerprint: `${mark.class}${mark.shard}${at}`.padEnd(22, 'A'),
    due: { class: mark.class, atMs: NOW },
    brief: '',
    version: 1,
    since: NOW,
    ...overrides,
  };
}

describe('looking everywhere', () => {
  test('finds an alert once that moved from class to class between two looks, as it is now', async () => {
    const print = 'moved'.padEnd(22, 'A');
    const due = async (mark: Mark) => {
      if (mark.shard !== '0' || mark.class === 2) return [];
      return [anEntry(mark, 0, { fingerprint: print, version: mark.class + 1 })];
    };

    expect(await lookForDue(EVERYWHERE, { due }, NOW)).toMatchObject([{ fingerprint: print, version: 2 }]);
  });

  test('holds no more in memory than a message can take, and some, however much waits', async () => {
    let held = 0;
    const due = async (mark: Mark, _: number, limit: number) => {
      const page = Array.from({ length: Math.min(limit, 20_000) }, (_, at) => anEntry(mark, at));
      held += page.length;
      return page;
    };
    const found = await lookForDue(EVERYWHERE, { due }, NOW);

    expect(found).toHaveLength(MAX_LOOK);
    expect(held).toBeLessThanOrEqual(1.5 * MAX_LOOK);
  });

  test('takes all that one shard holds where a wake-up names it alone', async () => {
    const mark: Mark = { channel: 'dba-oncall', shard: '0', class: 2 };
    const due = async (_mark: Mark, _: number, limit: number) =>
      Array.from({ length: Math.min(limit, 5_000) }, (_, at) => anEntry(mark, at));

    expect(await lookForDue([mark], { due }, NOW)).toHaveLength(5_000);
  });
});
