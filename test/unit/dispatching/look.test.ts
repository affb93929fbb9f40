import { describe, expect, test } from 'vitest';
import type { DueEntry } from '#shared/admission/alert-store.ts';
import type { Mark } from '#shared/admission/shard.ts';
import { lookForDue, lookWhole, MAX_LOOK, MAX_MARKS, marksToLook } from '#shared/dispatching/look.ts';
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

describe('where a wake-up says to look', () => {
  const [dba, ops] = [aChannel({ name: 'dba' }), aChannel({ name: 'ops' })];

  test('it is looked, without what is of other lanes or can’t be read', () => {
    expect(marksToLook(['0a/dba', '?', '1b/elsewhere', '2c/ops'], [dba, ops])).toEqual([
      { class: 0, shard: 'a', channel: 'dba' },
      { class: 2, shard: 'c', channel: 'ops' },
    ]);
  });

  test('is too many places, it is looked everywhere, the most urgent class first', () => {
    const marks = Array.from({ length: MAX_MARKS + 1 }, (_, at) => `2${at.toString(16)}/dba`);
    const everywhere = marksToLook(marks, [dba, ops]);

    expect(marksToLook(marks.slice(1), [dba, ops])).toHaveLength(MAX_MARKS);
    expect(everywhere).toHaveLength(3 * 2 * 16);
    expect(everywhere).toEqual(marksToLook(undefined, [dba, ops]));
    expect(everywhere.map((mark) => mark.class)).toEqual(everywhere.map((mark) => mark.class).toSorted());
  });
});

describe('a look', () => {
  /** Remembers which marks were looked at together, and how many of each page were asked for. */
  function watched(found: (mark: Mark) => number) {
    const asked: (Mark & { readonly limit: number })[] = [];
    let [running, most] = [0, 0];
    const due = async (mark: Mark, _: number, limit: number) => {
      asked.push({ ...mark, limit });
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return Array.from({ length: Math.min(limit, found(mark)) }, (_, at) => anEntry(mark, at));
    };
    return { asked, due, most: () => most };
  }

  test('asks each place once, the most urgent class first, a channel’s shards together', async () => {
    const marks = marksToLook(undefined, [aChannel({ name: 'dba' }), aChannel({ name: 'ops' })]);
    const { asked, due, most } = watched(() => 0);
    expect(await lookForDue(marks.toReversed(), { due }, NOW)).toEqual([]);

    expect(asked.map((mark) => mark.class)).toEqual([0, 1, 2].flatMap((one) => Array.from({ length: 32 }, () => one)));
    expect(new Set(asked.map((mark) => `${mark.class}${mark.shard}${mark.channel}`)).size).toBe(marks.length);
    expect(most()).toBe(16);
  });

  test('tells the most urgent first', async () => {
    const marks = (['2a', '0b', '1c'] as const).map((mark) => `${mark}/dba-oncall`);
    const found = await lookForDue(marksToLook(marks, [aChannel()]), { due: watched(() => 2).due }, NOW);

    expect(found.map(({ due }) => due.class)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test('ends when a message is full', async () => {
    const { asked, due } = watched((mark) => (mark.class === 0 ? 20_000 : 1));
    const found = await lookForDue(EVERYWHERE, { due }, NOW);

    expect(found).toHaveLength(MAX_LOOK);
    expect(asked.every((mark) => mark.class === 0)).toBe(true);
  });

  test('takes no more than a message can, also where its places share that unevenly', async () => {
    const marks = Array.from({ length: 7 }, (_, at) => ({
      channel: 'dba-oncall',
      shard: String(at),
      class: 2 as const,
    }));

    expect(await lookForDue(marks, { due: watched(() => 20_000).due }, NOW)).toHaveLength(MAX_LOOK);
  });

  test('is whole when a message holds all it found, and no more', async () => {
    const marks = marksToLook(['0a/dba-oncall', '0b/dba-oncall'], [aChannel()]);
    const half = MAX_LOOK / 2;
    const isWhole = async (found: (mark: Mark) => number, places: readonly Mark[] = marks) =>
      (await lookWhole(places, { due: watched(found).due }, NOW)).isWhole;

    expect(await isWhole(() => half - 1)).toBe(true);
    // A place that fills its share of the message may hold more.
    expect(await isWhole(({ shard }) => (shard === 'a' ? half : 0))).toBe(false);
    expect(await isWhole((mark) => (mark.class === 0 ? 20_000 : 1), EVERYWHERE)).toBe(false);
  });
});
