import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertKey, DueEntry, Release } from '#shared/admission/alert-store.ts';
import { encodeMark, type Mark, shardOf } from '#shared/admission/shard.ts';
import { type HeldPlace, placesOf, releaseHeld } from '#shared/dispatching/release-held.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { aDueAlert, type DueAlert, type DueAlertOptions } from '#test/builders/due-alert.ts';

const NOW = Date.UTC(2026, 10, 21, 0, 1);
const HOUR = 3_600_000;
const dba = aChannel({ name: 'dba', robots: [aRobot({ name: 'first' }), aRobot({ name: 'second' })] });
const ops = aChannel({ name: 'ops', robots: [aRobot({ name: 'third' })] });

/** One that a silence puts off for an hour from now. */
function aPutOff(id: string, { item, entry, ...options }: DueAlertOptions = {}): DueAlert {
  const untilMs = NOW + HOUR;
  return aDueAlert(
    { id },
    {
      channel: dba,
      ...options,
      item: { dueAt: untilMs, heldBack: { reason: 'silenced', by: 'upgrade', atMs: NOW - HOUR, untilMs }, ...item },
      entry: { due: { class: 2, atMs: untilMs }, ...entry },
    },
  );
}

/** A store that remembers where it is looked, what is read and let go; it refuses to let go of some. */
function remembering(kept: readonly DueAlert[], changed: readonly DueAlert[] = []) {
  const looked: string[] = [];
  const reads: number[] = [];
  const released: unknown[] = [];
  const woken: { readonly wakeUp: WakeUp; readonly atMs: number }[] = [];
  const isUnder = ({ channel, fingerprint, due }: DueEntry, mark: Mark) =>
    encodeMark({ channel, shard: shardOf(fingerprint), class: due.class }) === encodeMark(mark);
  const isOneOf = (some: readonly DueAlert[], { fingerprint }: { readonly fingerprint: string }) =>
    some.some(({ item }) => item.fingerprint === fingerprint);

  return {
    ...{ looked, reads, released, woken },
    ports: {
      alerts: {
        async due(mark: Mark, byMs: number, limit: number) {
          looked.push(encodeMark(mark));
          return kept
            .map(({ waiting }) => waiting.entry)
            .filter((entry) => isUnder(entry, mark) && entry.due.atMs <= byMs)
            .slice(0, limit);
        },
        async read(keys: readonly AlertKey[]): Promise<readonly AlertItem[]> {
          reads.push(keys.length);
          const asked = new Set(keys.map(({ fingerprint }) => fingerprint));
          return kept.map(({ item }) => item).filter(({ fingerprint }) => asked.has(fingerprint));
        },
        async release({ fingerprint, version, from, to }: Release) {
          released.push({ fingerprint, version, from, to });
          return isOneOf(changed, { fingerprint }) ? ('refused' as const) : ('released' as const);
        },
      },
      wakeUps: { schedule: async (wakeUp: WakeUp, atMs: number) => void woken.push({ wakeUp, atMs }) },
      now: () => NOW,
    },
  };
}

/** Lets go, where these are, of what the silence holds. */
async function released(kept: readonly DueAlert[], changed: readonly DueAlert[] = []) {
  const { ports, ...seen } = remembering(kept, changed);
  const places = new Map(kept.map((one) => [encodeMark(placeOf(one).mark), placeOf(one)]));
  await releaseHeld([...places.values()], ({ by }) => by === 'upgrade', ports);

  return seen;
}

function placeOf({ waiting: { entry, channel } }: DueAlert): HeldPlace {
  return { channel, mark: { channel: channel.name, shard: shardOf(entry.fingerprint), class: entry.due.class } };
}

function markOf(due: DueAlert): string {
  return encodeMark(placeOf(due).mark);
}

test('the places of channels are each class in each shard, once', () => {
  const marks = placesOf([dba, ops]).map(({ channel, mark }) => {
    expect(mark.channel).toBe(channel.name);
    return encodeMark(mark);
  });

  expect(marks).toHaveLength(2 * 3 * 16);
  expect(new Set(marks).size).toBe(marks.length);
  expect(marks).toEqual(expect.arrayContaining(['00/dba', '2f/dba', '1a/ops']));
});

describe('what is held back by what ended before its time', () => {
  test('is due now, as it was read, as urgent and as flapping as before', async () => {
    const due = { class: 0, atMs: NOW + HOUR, flapping: true } as const;
    const disk = aPutOff('disk', { item: { version: 7 }, entry: { due } });

    expect((await released([disk])).released).toEqual([
      { fingerprint: disk.item.fingerprint, version: 7, from: due, to: { class: 0, atMs: NOW, flapping: true } },
    ]);
  });

  test('wakes the lane of its channel now, once for all of it, and says where to look', async () => {
    const [disk, cpu, net] = [aPutOff('disk'), aPutOff('cpu'), aPutOff('net', { channel: ops })];

    expect((await released([disk, cpu, net])).woken).toEqual([
      { wakeUp: { lane: dba.robots[0].webhookId, marks: [markOf(disk), markOf(cpu)] }, atMs: NOW },
      { wakeUp: { lane: ops.robots[0].webhookId, marks: [markOf(net)] }, atMs: NOW },
    ]);
  });

  test('is looked for only where it is said to be', async () => {
    const [disk, cpu] = [aPutOff('disk'), aPutOff('cpu')];
    const { ports, looked, released } = remembering([disk, cpu]);
    await releaseHeld([placeOf(disk)], () => true, ports);

    expect(looked).toEqual([markOf(disk)]);
    expect(released).toMatchObject([{ fingerprint: disk.item.fingerprint }]);
  });

  test('is read five hundred at a time, and all of it is let go', async () => {
    const one = aPutOff('disk');
    const many = Array.from({ length: 1_000 }, (_, at) => {
      // All in the first of the shards.
      const fingerprint = `A${at}`.padEnd(22, '-');
      return {
        item: { ...one.item, fingerprint },
        waiting: { ...one.waiting, entry: { ...one.waiting.entry, fingerprint } },
      };
    });
    const { reads, released: all } = await released(many);

    expect(reads).toEqual([500, 500]);
    expect(all).toHaveLength(1_000);
  });
});

describe('left as it is', () => {
  const nothing = { released: [], woken: [] };

  test.each<[string, DueAlertOptions]>([
    ['what something else holds', { item: { heldBack: { ...heldBy('another'), untilMs: NOW + HOUR } } }],
    ['what was held once, and is due later for another reason', { item: { heldBack: heldBy('upgrade') } }],
    ['what was moved since it was found', { item: { dueAt: NOW + 2 * HOUR } }],
  ])('is %s', async (_, options) => {
    expect(await released([aPutOff('disk', options)])).toMatchObject({ ...nothing, reads: [1] });
  });

  test('is what nothing ever held, and only its channel’s interval lets wait', async () => {
    const { item, waiting } = aPutOff('disk');
    const { heldBack: _, ...free } = item;

    expect(await released([{ item: free, waiting }])).toMatchObject({ ...nothing, reads: [1] });
  });

  test('is what was told since it was found', async () => {
    const { item, waiting } = aPutOff('disk');
    const { dueAt: _, ...told } = item;

    expect(await released([{ item: told, waiting }])).toMatchObject(nothing);
  });

  test('is what is due by now: nothing of it is read', async () => {
    const due = { class: 2, atMs: NOW } as const;
    const disk = aPutOff('disk', { item: { dueAt: NOW }, entry: { due } });

    expect(await released([disk])).toMatchObject({ ...nothing, looked: [markOf(disk)], reads: [] });
  });

  test('is what changed while it was let go: nobody is woken for it', async () => {
    const [disk, cpu] = [aPutOff('disk'), aPutOff('cpu')];
    const { woken } = await released([disk, cpu], [disk]);

    expect(woken.map(({ wakeUp }) => wakeUp.marks)).toEqual([[markOf(cpu)]]);
  });
});

function heldBy(by: string) {
  return { reason: 'silenced', by, atMs: NOW - HOUR };
}
