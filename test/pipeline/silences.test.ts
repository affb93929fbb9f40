import { afterEach, describe, expect, test } from 'vitest';
import { isHeldBack } from '#shared/admission/alert-item.ts';
import type { AlertKey } from '#shared/admission/alert-store.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { endSilence } from '#shared/silences/manage-silences.ts';
import type { Silence } from '#shared/silences/silence.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';
import { makeSilence, silencePorts } from './silencing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DBA = 'dba-oncall';

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay?.stop());

async function start(...channels: readonly Channel[]): Promise<void> {
  relay = await startHarness(channels.length > 0 ? channels : [aChannel()]);
}

const silence = (input?: Readonly<Record<string, unknown>>) => makeSilence(relay, input);
const end = (one: Silence) => endSilence(one.id, silencePorts(relay));

const key: AlertKey = { channel: DBA, fingerprint: fingerprintOfId('native', 'a') };
const alert = (more: Parameters<typeof anAlert>[0] = {}) => anAlert({ id: 'a', ...more });
const item = async (one: AlertKey = key) => (await relay.alerts.read([one]))[0];
const kept = (one: Silence) => relay.silences.get(one.id);
const texts = () => relay.seen.map(({ body }) => body);
const resolved = (more: Parameters<typeof anAlert>[0] = {}) => alert({ status: 'resolved', ...more });

/** Every minute the sweep comes by, as in both homes. */
async function runMinutes(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await relay.sweep();
    await relay.runFor(MINUTE);
  }
}

describe('an alert that fires during a silence', () => {
  test('is not told, is suppressed by that silence, and is told when it ends', async () => {
    await start();
    const one = await silence();
    await relay.receive([alert()]);
    await runMinutes(59);

    expect(relay.seen).toEqual([]);
    const found = await item();
    expect(found).toMatchObject({
      dueAt: one.endsAt,
      heldBack: { reason: 'silenced', by: one.id, atMs: START_MS, untilMs: one.endsAt },
    });
    expect(found && isHeldBack(found, relay.now())).toBe(true);
    await runMinutes(2);

    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.atMs).toBe(one.endsAt);
    expect(await item()).toMatchObject({ told: 'firing' });
    expect(await kept(one)).toMatchObject({ suppressedCount: 1, heldIn: [DBA] });
  });

  test('counts what repeats meanwhile, and is not judged again for it', async () => {
    await start();
    const one = await silence();
    await relay.receive([alert()]);
    await runMinutes(10);
    await relay.receive([alert(), alert()]);
    await runMinutes(20);

    expect(await item()).toMatchObject({ receipts: 3, dueAt: one.endsAt });
    await runMinutes(31);
    expect(relay.seen).toHaveLength(1);
    expect(await kept(one)).toMatchObject({ suppressedCount: 1 });
  });

  test('and recovers in it, is never told, nor is its end', async () => {
    await start();
    await silence();
    await relay.receive([alert()]);
    await runMinutes(10);
    await relay.receive([resolved()]);
    await runMinutes(60);

    expect(relay.seen).toEqual([]);
    expect(await item()).toMatchObject({ status: 'resolved', suppressed: 'silenced' });
    expect(await item()).not.toHaveProperty('dueAt');
  });

  test('and recovers in it in a channel that sends no ends, is never told', async () => {
    await start(aChannel({ message: { ...aChannel().message, recovery: false } }));
    await silence();
    await relay.receive([alert()]);
    await runMinutes(10);
    await relay.receive([resolved()]);
    await runMinutes(60);

    expect(relay.seen).toEqual([]);
    expect(await item()).toMatchObject({ suppressed: 'silenced' });
    expect(await item()).not.toHaveProperty('dueAt');
  });

  test('and gets worse than the silence is for, is told at once', async () => {
    await start();
    await silence({ matchers: ['level=warning'] });
    await relay.receive([alert()]);
    await runMinutes(10);
    expect(relay.seen).toEqual([]);
    await relay.receive([alert({ level: 'down' })]);
    await relay.runFor(1_000);

    expect(relay.seen).toHaveLength(1);
  });

  test('and gets worse while the silence is for that too, waits on', async () => {
    await start();
    const one = await silence();
    await relay.receive([alert()]);
    await runMinutes(10);
    await relay.receive([alert({ level: 'down' })]);
    await runMinutes(10);

    expect(relay.seen).toEqual([]);
    expect(await item()).toMatchObject({ version: 2, dueAt: one.endsAt, heldBack: { untilMs: one.endsAt } });
    expect(await kept(one)).toMatchObject({ suppressedCount: 1 });
  });

  test('is told in the channels the silence does not speak of', async () => {
    const other = aChannel({ name: 'other' });
    await start(aChannel(), other);
    await silence({ channels: [DBA] });
    await relay.receive([alert()], { channels: [DBA, 'other'] });
    await runMinutes(5);

    expect(await item()).toMatchObject({ heldBack: { reason: 'silenced' } });
    expect(await item({ ...key, channel: 'other' })).toMatchObject({ told: 'firing' });
  });

  test('is silenced although its sender names the channel', async () => {
    await start();
    await silence();
    await relay.receive([alert()], { channels: [DBA] });
    await runMinutes(5);

    expect(relay.seen).toEqual([]);
  });
});

describe('a repeat that is held already', () => {
  test('is not told when its quiet time ends in the silence, but when the silence does', async () => {
    await start();
    await relay.receive([alert()]);
    await relay.runFor(MINUTE);
    await relay.receive([alert()]);
    await relay.runFor(MINUTE);
    const one = await silence();
    await runMinutes(62);

    expect(relay.seen).toHaveLength(2);
    expect(relay.seen[1]?.atMs).toBe(one.endsAt);
  });
});

describe('an alert that was told before the silence', () => {
  test('and recovers in it, is told as recovered when it ends: people wait for that', async () => {
    await start();
    await relay.receive([alert()]);
    await relay.runFor(MINUTE);
    const one = await silence();
    await relay.receive([resolved()]);
    await runMinutes(62);

    expect(relay.seen).toHaveLength(2);
    expect(relay.seen[1]?.atMs).toBe(one.endsAt);
    expect(texts()[1]).toContain('恢复');
    expect(await item()).toMatchObject({ told: 'resolved' });
  });

  test('and recovers and fires again in it, is told as it is at the end', async () => {
    await start();
    await relay.receive([alert()]);
    await relay.runFor(MINUTE);
    await silence();
    await relay.receive([resolved()]);
    await runMinutes(5);
    await relay.receive([alert()]);
    await runMinutes(60);

    expect(relay.seen).toHaveLength(2);
    expect(await item()).toMatchObject({ status: 'firing', told: 'firing', toldVersion: 3 });
  });
});

describe('a silence that is ended early', () => {
  test('lets go of what it held within seconds', async () => {
    await start();
    const one = await silence({ duration: '3d' });
    await relay.receive([alert()]);
    await runMinutes(5);
    const endedAt = relay.now();
    expect(await end(one)).toBe('ended');
    await relay.runFor(5_000);

    expect(relay.seen.map(({ atMs }) => atMs - endedAt)).toEqual([0]);
    expect(await kept(one)).toMatchObject({ endedAt });
  });

  test('leaves to another silence what that one is for too', async () => {
    await start();
    const long = await silence({ duration: '3h' });
    const short = await silence({ duration: '2h', matchers: ['name="disk full"'] });
    await relay.receive([alert()]);
    await runMinutes(5);
    expect(await item()).toMatchObject({ heldBack: { by: long.id } });
    await end(long);
    await runMinutes(5);

    expect(relay.seen).toEqual([]);
    expect(await item()).toMatchObject({ dueAt: short.endsAt, heldBack: { by: short.id } });
    expect(await kept(short)).toMatchObject({ suppressedCount: 1 });
  });

  test('leaves alone what another silence holds, and repeats that wait for their quiet time', async () => {
    await start();
    const one = await silence({ matchers: ['name="disk full"'], duration: '3d' });
    await silence({ matchers: ['name="no log"'], duration: '2d' });
    await relay.receive([anAlert({ id: 'quiet', name: 'cpu high' })]);
    await relay.runFor(MINUTE);
    await relay.receive([
      alert(),
      anAlert({ id: 'other', name: 'no log' }),
      anAlert({ id: 'quiet', name: 'cpu high' }),
    ]);
    await relay.runFor(MINUTE);
    const keys = ['quiet', 'other'].map((id) => ({ channel: DBA, fingerprint: fingerprintOfId('native', id) }));
    const before = await relay.alerts.read(keys);
    await end(one);
    await relay.runFor(5_000);

    expect(relay.seen).toHaveLength(2);
    expect(await relay.alerts.read(keys)).toEqual(before);
  });

  test('is let go of by the sweep where whoever ended it died over that', async () => {
    await start();
    const one = await silence({ duration: '3d' });
    await relay.receive([alert()]);
    await runMinutes(5);
    await relay.silences.end(one.id, relay.now());
    await runMinutes(1);

    expect(relay.seen).toHaveLength(1);
  });

  /** Each time the dispatcher asks for the list as it is now, somebody ends the silence right before, or after, the nth. */
  test.each([
    ['before a dispatcher looks whether it still is in effect', 'before', 1],
    ['between that look and the postponement', 'after', 1],
    ['between the postponement and the look after it', 'before', 2],
  ] as const)('%s lets go of everything', async (_when, side, nth) => {
    await start();
    const one = await silence({ duration: '3d' });
    const { listFresh } = relay.ports.silences;
    let looks = 0;
    Object.assign(relay.ports.silences, {
      listFresh: async () => {
        looks += 1;
        if (looks === nth && side === 'before') await end(one);
        const list = await listFresh();
        if (looks === nth && side === 'after') await end(one);
        return list;
      },
    });
    await relay.receive([alert()]);
    await relay.runFor(5_000);

    expect(looks).toBeGreaterThanOrEqual(nth);
    expect(relay.seen).toHaveLength(1);
  });

  test('is over for good: ending it again changes nothing', async () => {
    await start();
    const one = await silence();
    await relay.runFor(MINUTE);
    await end(one);
    await relay.runFor(MINUTE);
    expect(await end(one)).toBe('ended');

    expect(await kept(one)).toMatchObject({ endedAt: START_MS + MINUTE });
  });
});

describe('the end of a silence', () => {
  test('within a quarter of an hour needs no sweep', async () => {
    await start();
    const one = await silence({ duration: '14m' });
    await relay.receive([alert()]);
    await relay.runFor(15 * MINUTE);

    expect(relay.seen.map(({ atMs }) => atMs)).toEqual([one.endsAt]);
  });

  test('that is further away is woken by the sweep before it, and found by the one after where that was lost', async () => {
    await start();
    const one = await silence({ duration: '1h' });
    await relay.receive([alert()]);
    await relay.runFor(70 * MINUTE);
    expect(relay.seen).toEqual([]);
    await relay.sweep();
    await relay.runFor(1_000);

    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.atMs).toBeGreaterThan(one.endsAt);
  });

  test('counts the age of what it held from then on: it is named, and not told as too old', async () => {
    await start(aChannel({ delivery: { ...aChannel().delivery, maxAgeSeconds: 300 } }));
    await silence();
    await relay.receive([alert()]);
    await runMinutes(62);

    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('disk full');
  });

  test('is not late for the watch over what waits', async () => {
    await start();
    await silence();
    await relay.receive([alert()]);
    await relay.runFor(30 * MINUTE);

    expect(await relay.alerts.overdue(relay.now() - 30_000)).toEqual({ marks: [], lanes: [] });
  });
});

describe('an alert whose end comes while its firing is on its way', () => {
  test('is told as over at the end of the silence that began between', async () => {
    await start();
    let one: Silence | undefined;
    relay.answerWith(() => OK);
    const { post } = relay.ports;
    Object.assign(relay.ports, {
      post: async (...args: Parameters<typeof post>) => {
        if (one === undefined) {
          one = await silence();
          await relay.receive([resolved()]);
        }
        return post(...args);
      },
      silences: { ...relay.ports.silences, list: relay.ports.silences.listFresh },
    });
    await relay.receive([alert()]);
    await runMinutes(62);

    expect(relay.seen).toHaveLength(2);
    expect(relay.seen[1]?.atMs).toBe(one?.endsAt);
    expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
  });
});

describe('a silence for a part of each day', () => {
  test('holds back in it, and what still fires is told at its end, each day', async () => {
    await start();
    // 08:00 on the clock in Shanghai.
    await silence({ duration: '5d', daily: { from: '07:00', to: '09:00', timeZone: 'Asia/Shanghai' } });
    await relay.receive([alert()]);
    await runMinutes(59);
    expect(relay.seen).toEqual([]);
    await runMinutes(3);

    expect(relay.seen.map(({ atMs }) => atMs)).toEqual([START_MS + HOUR]);
  });

  test('holds nothing back at other times', async () => {
    await start();
    await silence({ duration: '5d', daily: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' } });
    await relay.receive([alert()]);
    await relay.runFor(5_000);

    expect(relay.seen).toHaveLength(1);
  });
});

test('a silence notes a channel once, and counts what a message would have held together', async () => {
  await start();
  const one = await silence();
  const calls: string[] = [];
  const { noteChannel, count } = relay.ports.silences;
  Object.assign(relay.ports.silences, {
    noteChannel: (...args: Parameters<typeof noteChannel>) => {
      calls.push(`note ${args[1]}`);
      return noteChannel(...args);
    },
    count: (...args: Parameters<typeof count>) => {
      calls.push(`count ${args[1]}`);
      return count(...args);
    },
  });
  for (const round of [1, 2]) {
    await relay.receive(Array.from({ length: 5 }, (_, nth) => anAlert({ id: `${round}-${nth}` })));
    await relay.runFor(MINUTE);
  }

  expect(calls).toEqual([`note ${DBA}`, 'count 5', 'count 5']);
  expect(relay.events).toEqual(
    Array.from({ length: 2 }, () => ({ kind: 'silenced', channel: DBA, silence: one.id, alertCount: 5 })),
  );
});

describe('a silence for everything', () => {
  test('holds back a storm, and what of it still fires is told in one digest at the end', async () => {
    await start();
    const one = await silence();
    await relay.receive(Array.from({ length: 300 }, (_, nth) => anAlert({ id: `s${nth}`, target: `host-${nth}` })));
    await runMinutes(59);
    expect(relay.seen).toEqual([]);
    expect(await kept(one)).toMatchObject({ suppressedCount: 300 });
    await runMinutes(3);

    expect(relay.seen).toHaveLength(1);
    expect(texts()[0]).toContain('300');
  });

  test('does not silence what the relay says of itself, nor its heartbeat', async () => {
    await start();
    await silence();
    await relay.receive([alert({ id: 'dead-letters/x' })], { source: 'tocsin' });
    await relay.receive([alert({ id: 'heartbeat/1', name: 'Tocsin 心跳 / heartbeat' })], { source: 'tocsin-canary' });
    await relay.runFor(5_000);

    expect(relay.seen).toHaveLength(2);
  });
});

describe('without a silence in effect for the channel', () => {
  test.each([
    ['there is none', undefined],
    ['it is to come', { startsAt: START_MS + HOUR, duration: '1h' }],
    ['it speaks of another channel', { channels: ['other'] }],
    ['its name is another', { matchers: ['name="no log"'] }],
    ['its level is another', { matchers: ['level=~"down|critical"'] }],
  ])('nothing is read for it: %s', async (_why, input) => {
    await start(aChannel(), aChannel({ name: 'other' }));
    if (input !== undefined) await silence(input);
    let read = 0;
    Object.assign(relay.ports.alerts, {
      read: async (...args: Parameters<typeof relay.alerts.read>) => {
        read += args[0].length;
        return [];
      },
    });
    await relay.receive(
      Array.from({ length: 100 }, (_, nth) => anAlert({ id: `s${nth}`, target: `host-${nth}` })),
      { channels: [DBA] },
    );
    await relay.runFor(5_000);

    expect(relay.seen).toHaveLength(1);
    expect(read).toBe(0);
  });
});
