import { describe, expect, test } from 'vitest';
import type { AlertStore, DueEntry } from '#shared/admission/alert-store.ts';
import type { Mark } from '#shared/admission/shard.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { KEEP_ALERT_MS } from '#shared/dispatching/acknowledge-message.ts';
import { MAX_MARKS } from '#shared/dispatching/look.ts';
import { sweep } from '#shared/dispatching/sweep.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const dba = aChannel({ name: 'dba', robots: [aRobot({ name: '1' })] });
const ops = aChannel({ name: 'ops', robots: [aRobot({ name: '2' }), aRobot({ name: '1' })] });
const laneOf = ({ robots }: Channel) => robots[0].webhookId;

interface Found {
  readonly marks?: readonly Mark[];
  readonly lanes?: readonly string[];
  readonly remembered?: readonly Channel[];
  readonly stored?: readonly Channel[];
  readonly due?: (mark: Mark) => readonly DueEntry[];
  readonly onWake?: () => Promise<void>;
}

/** A sweep over a table in which this is overdue. */
async function swept({
  marks = [],
  lanes = [],
  remembered = [dba, ops],
  stored = remembered,
  due = () => [],
  onWake = async () => {},
}: Found) {
  const woken: { readonly wakeUp: WakeUp; readonly atMs: number }[] = [];
  const withheld: unknown[] = [];
  const noted: string[] = [];
  let [askedBefore, asked] = [0, 0];
  const alerts: Pick<AlertStore, 'overdue' | 'due' | 'withhold'> = {
    overdue: async (beforeMs) => {
      askedBefore = beforeMs;
      return { marks: marks.map((mark) => ({ ...mark, dueAtMs: NOW - 40_000 })), lanes };
    },
    due: async (mark) => due(mark),
    withhold: async ({ channel, version, expiresAtMs }, reason) => {
      withheld.push({ channel, version, expiresAtMs, reason });
      return 'withheld';
    },
  };
  const ports = {
    // The rest of the store stays untouched.
    alerts: alerts as AlertStore,
    channels: async () => remembered,
    channelsFresh: async () => {
      asked += 1;
      return stored;
    },
    wakeUps: {
      schedule: async (wakeUp: WakeUp, atMs: number) => {
        woken.push({ wakeUp, atMs });
        await onWake();
      },
    },
    lanes: { noteOverdue: async (lane: string, nowMs: number) => void noted.push(`${lane} ${nowMs - NOW}`) },
    now: () => NOW,
    silences: { list: async () => [], listFresh: async () => [], noteChannel: async () => {}, count: async () => {} },
  };
  const result = await sweep(ports, 30_000);

  return { woken, noted, withheld, askedBefore, asked, ...result };
}

describe('what is overdue', () => {
  test('in thousands of lanes wakes them together, not one after the other', async () => {
    const channels = Array.from({ length: 3_000 }, (_, n) =>
      aChannel({ name: `c${n}`, robots: [aRobot({ webhookId: `w${n}` })] }),
    );
    let [under, most] = [0, 0];
    const marks = channels.map(({ name }): Mark => ({ channel: name, shard: 'a', class: 0 }));
    const { woken } = await swept({
      marks,
      remembered: channels,
      onWake: async () => {
        under += 1;
        most = Math.max(most, under);
        await Promise.resolve();
        under -= 1;
      },
    });

    expect(woken).toHaveLength(3_000);
    expect(most).toBeGreaterThan(8);
  });

  test('wakes the home lane of its channel now, with where to look', async () => {
    const marks: readonly Mark[] = [
      { channel: 'dba', shard: 'a', class: 0 },
      { channel: 'ops', shard: 'b', class: 2 },
      { channel: 'dba', shard: 'c', class: 1 },
    ];
    const { woken, noted, lanes, askedBefore, asked } = await swept({ marks });

    expect(woken).toEqual([
      { wakeUp: { lane: laneOf(dba), marks: ['0a/dba', '1c/dba'] }, atMs: NOW },
      { wakeUp: { lane: laneOf(ops), marks: ['2b/ops'] }, atMs: NOW },
    ]);
    expect(noted).toEqual([`${laneOf(dba)} 0`, `${laneOf(ops)} 0`]);
    expect([lanes, askedBefore, asked]).toEqual([2, NOW - 30_000, 0]);
  });

  test('in many places is looked for everywhere', async () => {
    const marks = Array.from({ length: MAX_MARKS + 1 }, (_, at) => ({
      channel: 'dba',
      shard: at.toString(16),
      class: 2 as const,
    }));

    expect((await swept({ marks })).woken).toEqual([{ wakeUp: { lane: laneOf(dba), urgent: 2 }, atMs: NOW }]);
  });

  test('may be a message to complete on a lane, which is woken once', async () => {
    const marks: readonly Mark[] = [{ channel: 'dba', shard: 'a', class: 0 }];
    const { woken, lanes } = await swept({ marks, lanes: [laneOf(dba), 'another lane'] });

    expect(woken.map(({ wakeUp }) => wakeUp)).toEqual([
      { lane: laneOf(dba), marks: ['0a/dba'] },
      { lane: 'another lane' },
    ]);
    expect(lanes).toBe(2);
  });

  test('says for how long the oldest of it has waited', async () => {
    expect(await swept({ marks: [{ channel: 'dba', shard: 'a', class: 0 }] })).toMatchObject({
      oldestWaitingMs: 40_000,
    });
  });

  test('is nothing for most of the time', async () => {
    expect(await swept({})).toMatchObject({ woken: [], lanes: 0, oldestWaitingMs: 0 });
  });
});

describe('a channel that is not remembered', () => {
  const marks: readonly Mark[] = [{ channel: 'new', shard: 'a', class: 2 }];

  test('may be new: the table is asked', async () => {
    const added = aChannel({ name: 'new', robots: [aRobot({ name: '7' })] });
    const { woken, withheld, asked } = await swept({ marks, stored: [dba, ops, added] });

    expect(asked).toBe(1);
    expect(woken.map(({ wakeUp }) => wakeUp.lane)).toEqual([laneOf(added)]);
    expect(withheld).toEqual([]);
  });

  test('among others that are is looked up as well', async () => {
    const added = aChannel({ name: 'new', robots: [aRobot({ name: '7' })] });
    const both: readonly Mark[] = [{ channel: 'dba', shard: 'a', class: 2 }, ...marks];

    expect((await swept({ marks: both, stored: [dba, ops, added] })).lanes).toBe(2);
  });

  test('was deleted when the table does not know it either: what waits in it ends, with the reason', async () => {
    const entry = {
      channel: 'new',
      fingerprint: 'A'.repeat(22),
      due: { class: 2, atMs: NOW },
      brief: '',
      version: 5,
    } as const;
    const known: Mark = { channel: 'dba', shard: 'a', class: 2 };
    const { woken, withheld, lanes } = await swept({
      marks: [...marks, known],
      due: (mark) => (mark.channel === 'new' && mark.shard === 'a' ? [{ ...entry, since: NOW }] : []),
    });

    expect(withheld).toEqual([
      { channel: 'new', version: 5, expiresAtMs: NOW + KEEP_ALERT_MS, reason: 'channel-deleted' },
    ]);
    expect(woken.map(({ wakeUp }) => wakeUp.lane)).toEqual([laneOf(dba)]);
    expect(lanes).toBe(1);
  });
});
