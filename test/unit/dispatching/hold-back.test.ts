import { describe, expect, test } from 'vitest';
import { shardOf } from '#shared/admission/shard.ts';
import { KEEP_ALERT_MS } from '#shared/dispatching/acknowledge-message.ts';
import { type HoldBackPorts, holdBack, takeBack, WAKE_AHEAD_MS } from '#shared/dispatching/hold-back.ts';
import type { HeldBackJudgement, HeldEntry } from '#shared/dispatching/judge-due.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { aDueAlert, type DueAlertOptions } from '#test/builders/due-alert.ts';

const NOW = Date.UTC(2026, 10, 21, 0, 1);
const SOON = NOW + 60_000;
/** Its second robot helps out: an alert is looked for on the lane of the first. */
const dba = aChannel({ name: 'dba', robots: [aRobot({ name: 'first' }), aRobot({ name: 'second' })] });
const ops = aChannel({ name: 'ops', robots: [aRobot({ name: 'third' })] });

const untilThen = (untilMs: number): Extract<HeldBackJudgement, { kind: 'postpone' }> => ({
  kind: 'postpone',
  untilMs,
  reason: 'silenced',
  by: 'upgrade',
});
const forGood: HeldBackJudgement = { kind: 'withhold', reason: 'inhibited', by: 'server down/1' };

/** An alert that is not told now. */
function aHeld(id: string, judgement: HeldBackJudgement, options: DueAlertOptions = {}): HeldEntry {
  return { waiting: aDueAlert({ id }, { channel: dba, ...options }).waiting, judgement };
}

/** A store that remembers what it is to write, and refuses it of some alerts. */
function remembering(refused: readonly HeldEntry[] = []) {
  const written: unknown[] = [];
  const woken: { readonly wakeUp: WakeUp; readonly atMs: number }[] = [];
  const isRefused = (fingerprint: string) => refused.some(({ waiting }) => waiting.entry.fingerprint === fingerprint);
  const ports: HoldBackPorts = {
    alerts: {
      async postpone({ channel, fingerprint, version, from, to, reason, by, nowMs }) {
        written.push({ kind: 'postpone', channel, fingerprint, version, from, to, reason, by, nowMs });
        return isRefused(fingerprint) ? 'refused' : 'postponed';
      },
      async withhold({ channel, fingerprint, version, expiresAtMs, by }, reason) {
        written.push({ kind: 'withhold', channel, fingerprint, version, expiresAtMs, by, reason });
        return isRefused(fingerprint) ? 'refused' : 'withheld';
      },
      async release({ channel, fingerprint, version, from, to }) {
        written.push({ kind: 'release', channel, fingerprint, version, from, to });
        return 'released';
      },
    },
    wakeUps: { schedule: async (wakeUp, atMs) => void woken.push({ wakeUp, atMs }) },
    now: () => NOW,
  };

  return { ports, written, woken };
}

function keyOf({ waiting: { entry } }: HeldEntry) {
  return { channel: entry.channel, fingerprint: entry.fingerprint, version: entry.version };
}

function markOf({ waiting: { entry } }: HeldEntry): string {
  return `${entry.due.class}${shardOf(entry.fingerprint)}/${entry.channel}`;
}

describe('an alert that is held back', () => {
  test('for a while is put off as it was found, as urgent and as flapping as before', async () => {
    const due = { class: 0, atMs: NOW - 5_000, flapping: true } as const;
    const held = aHeld('disk', untilThen(SOON), { entry: { due, version: 7 } });
    const { ports, written } = remembering();

    expect(await holdBack([held], ports)).toEqual({ done: [held], changed: [] });
    expect(written).toEqual([
      {
        kind: 'postpone',
        ...keyOf(held),
        version: 7,
        from: due,
        to: { class: 0, atMs: SOON, flapping: true },
        reason: 'silenced',
        by: 'upgrade',
        nowMs: NOW,
      },
    ]);
  });

  test('for a while, and may have been seen, says so', async () => {
    const postponed: unknown[] = [];
    const { ports } = remembering();
    const alerts: HoldBackPorts['alerts'] = {
      ...ports.alerts,
      async postpone({ maybeShown }) {
        postponed.push(maybeShown);
        return 'postponed';
      },
    };
    await holdBack([aHeld('disk', { ...untilThen(SOON), maybeShown: true })], { ...ports, alerts });

    expect(postponed).toEqual([true]);
  });

  test('for good ends with the reason and what held it, and is kept for its time', async () => {
    const held = aHeld('disk', forGood, { entry: { version: 7 } });
    const { ports, written } = remembering();

    expect(await holdBack([held], ports)).toEqual({ done: [held], changed: [] });
    expect(written).toEqual([
      {
        kind: 'withhold',
        ...keyOf(held),
        version: 7,
        expiresAtMs: NOW + KEEP_ALERT_MS,
        by: { id: 'server down/1', atMs: NOW },
        reason: 'inhibited',
      },
    ]);
  });

  test('for good is kept as long as the relay keeps alerts', async () => {
    const { ports, written } = remembering();
    await holdBack([aHeld('disk', forGood)], { ...ports, keepAlertsMs: 1_000 });

    expect(written).toMatchObject([{ expiresAtMs: NOW + 1_000 }]);
  });

  test('is told from one that changed while it was judged', async () => {
    const [disk, cpu] = [aHeld('disk', untilThen(SOON)), aHeld('cpu', forGood)];
    const [changedDisk, changedCpu] = [aHeld('other disk', untilThen(SOON)), aHeld('other cpu', forGood)];
    const { ports } = remembering([changedDisk, changedCpu]);

    expect(await holdBack([changedDisk, disk, cpu, changedCpu], ports)).toEqual({
      done: [disk, cpu],
      changed: [changedDisk, changedCpu],
    });
  });
});

describe('its lane', () => {
  test('is woken when that ends, with where to look', async () => {
    const held = aHeld('disk', untilThen(SOON));
    const { ports, woken } = remembering();
    await holdBack([held], ports);

    expect(woken).toEqual([{ wakeUp: { lane: dba.robots[0].webhookId, marks: [markOf(held)] }, atMs: SOON }]);
  });

  test('is woken once for what ends together, and each lane for its own', async () => {
    const [disk, cpu, net] = [
      aHeld('disk', untilThen(SOON)),
      aHeld('cpu', untilThen(SOON), { entry: { due: { class: 1, atMs: NOW } } }),
      aHeld('net', untilThen(SOON + 5_000), { channel: ops }),
    ];
    const { ports, woken } = remembering();
    await holdBack([disk, cpu, net], ports);

    expect(woken).toEqual([
      { wakeUp: { lane: dba.robots[0].webhookId, marks: [markOf(disk), markOf(cpu)] }, atMs: SOON },
      { wakeUp: { lane: ops.robots[0].webhookId, marks: [markOf(net)] }, atMs: SOON + 5_000 },
    ]);
  });

  test('is woken for an end as far ahead as a queue carries a message, and by the sweep for one beyond', async () => {
    const { ports, woken } = remembering();
    const far = NOW + WAKE_AHEAD_MS;
    await holdBack([aHeld('disk', untilThen(far)), aHeld('cpu', untilThen(far + 1))], ports);

    expect(woken.map(({ atMs }) => atMs)).toEqual([far]);
  });

  test('is not woken for what ended for good, nor for what changed and is due anyway', async () => {
    const changed = aHeld('cpu', untilThen(SOON));
    const { ports, woken } = remembering([changed]);
    await holdBack([aHeld('disk', forGood), changed], ports);

    expect(woken).toEqual([]);
  });
});

describe('taken back', () => {
  test('is what was put off: it is due now, where it had been put, as urgent as before', async () => {
    const held = aHeld('disk', untilThen(SOON), { entry: { due: { class: 0, atMs: NOW - 5_000 }, version: 7 } });
    const { ports, written } = remembering();
    await takeBack([held], ports);

    expect(written).toEqual([
      { kind: 'release', ...keyOf(held), version: 7, from: { class: 0, atMs: SOON }, to: { class: 0, atMs: NOW } },
    ]);
  });

  test('is nothing of what ended for good', async () => {
    const { ports, written } = remembering();
    await takeBack([aHeld('disk', forGood)], ports);

    expect(written).toEqual([]);
  });
});
