import { describe, expect, test } from 'vitest';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import type { DispatchEvent } from '#shared/dispatching/dispatch-ports.ts';
import type { Held, HeldBackJudgement } from '#shared/dispatching/judge-due.ts';
import { silenceJudge } from '#shared/dispatching/silence-judge.ts';
import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import { CANARY_SOURCE } from '#shared/receiving/canary.ts';
import type { Silence } from '#shared/silences/silence.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aDueAlert, type DueAlert } from '#test/builders/due-alert.ts';

const NOW = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;
const ops = aChannel({ name: 'ops' });
const disk = aDueAlert({ id: 'disk', labels: { team: 'dba' } });
const inOps = aDueAlert({ id: 'disk', labels: { team: 'dba' } }, { channel: ops });

/** A silence of all alerts, until an hour from now. */
function aSilence(id: string, overrides: Partial<Silence> = {}): Silence {
  return {
    id,
    matchers: ['name=~.+'],
    excludedObjects: [],
    startsAt: NOW - HOUR,
    endsAt: NOW + HOUR,
    remark: 'upgrade',
    author: 'dba',
    createdAt: NOW - HOUR,
    origin: 'api',
    heldIn: [],
    suppressedCount: 0,
    ...overrides,
  };
}

/** A judge by what is remembered of the silences, and what the table has of them now. */
function aJudge(remembered: readonly Silence[], stored: readonly Silence[] = remembered) {
  const noted: string[] = [];
  const counted: string[] = [];
  const events: DispatchEvent[] = [];
  let now = stored;
  let asked = 0;
  const judge = silenceJudge({
    silences: {
      list: async () => remembered,
      async listFresh() {
        asked += 1;
        return now;
      },
      noteChannel: async (id, channel) => void noted.push(`${id} in ${channel}`),
      count: async (id, alerts) => void counted.push(`${id}: ${alerts}`),
    },
    now: () => NOW,
    observe: (event) => void events.push(event),
  });

  return {
    ...{ judge, noted, counted, events },
    asked: () => asked,
    store: (silences: readonly Silence[]) => {
      now = silences;
    },
    async open(...waiting: readonly Waiting[]) {
      const session = await judge.open(waiting.length === 0 ? [disk.waiting] : waiting);
      if (session === undefined) throw new Error('it has to do with none of these');
      return session;
    },
  };
}

function heldBy(by: string, due: DueAlert = disk): Held {
  return { ...due, judgement: { kind: 'postpone', untilMs: NOW + HOUR, reason: 'silenced', by } };
}

describe('judging by silences', () => {
  test('holds back under its own word', () => {
    expect(aJudge([]).judge.reason).toBe('silenced');
  });

  test.each<[string, readonly Silence[]]>([
    ['there are none', []],
    ['they are for other channels', [aSilence('s', { channels: ['ops'] })]],
    ['they are for other alerts', [aSilence('s', { matchers: ['level=down'] })]],
    ['they are to come', [aSilence('s', { startsAt: NOW + 1 })]],
    ['they are over', [aSilence('s', { endsAt: NOW })]],
    ['this is not their part of the day', [aSilence('s', { daily: { from: '08:00', to: '09:00', timeZone: 'UTC' } })]],
  ])('has nothing to do, and asks no table, where %s', async (_, silences) => {
    const { judge, asked } = aJudge(silences);

    expect(await judge.open([disk.waiting])).toBeUndefined();
    expect(asked()).toBe(0);
  });

  test('has nothing to do with the canary, which says that alerts get through', async () => {
    const beat = aDueAlert({ id: 'beat', source: CANARY_SOURCE });

    expect(await aJudge([aSilence('s')]).judge.open([beat.waiting])).toBeUndefined();
  });

  test('has to do with what waits where one silence may be for one of the alerts', async () => {
    const silences = [aSilence('web', { channels: ['web'] }), aSilence('ops', { channels: ['noc', 'ops'] })];
    const session = await aJudge(silences).open(disk.waiting, inOps.waiting);

    expect([disk, inOps].map(({ waiting }) => session.isCandidate(waiting))).toEqual([false, true]);
  });

  test('reads no alert that its brief shows to be none of a silence’s', async () => {
    const session = await aJudge([aSilence('s', { matchers: ['level=warning', 'team=dba'] })]).open();
    const other = aDueAlert({ id: 'down', level: 'down' });

    expect([disk, other].map(({ waiting }) => session.isCandidate(waiting))).toEqual([true, false]);
  });

  test('goes by the silences as the table has them now: some end before their time, and some are new', async () => {
    const remembered = [aSilence('ended'), aSilence('stays')];
    const stored = [aSilence('ended', { endedAt: NOW - 1 }), aSilence('stays'), aSilence('new')];
    const session = await aJudge(remembered, stored).open();

    expect(session.holdersOf(disk.item).map(({ id }) => id)).toEqual(['stays', 'new']);
  });
});

describe('an alert is held back', () => {
  test('by each silence that is for it, until that ends or its part of the day does', async () => {
    const daily = { from: '23:00', to: '00:10', timeZone: 'UTC' };
    const session = await aJudge([aSilence('upgrade'), aSilence('nights', { daily })]).open();

    expect(session.holdersOf(disk.item)).toEqual([
      { id: 'upgrade', reason: 'silenced', untilMs: NOW + HOUR },
      { id: 'nights', reason: 'silenced', untilMs: NOW + 600_000 },
    ]);
  });

  test('by none that is for another channel or for other alerts, as was seen once it was read', async () => {
    const silences = [aSilence('of ops', { channels: ['ops'] }), aSilence('of web', { matchers: ['team=web'] })];
    const session = await aJudge(silences).open(disk.waiting, inOps.waiting);

    expect(session.holdersOf(disk.item)).toEqual([]);
    expect(session.holdersOf(inOps.item).map(({ id }) => id)).toEqual(['of ops']);
  });

  test.each([OWN_SOURCE, CANARY_SOURCE])(
    'by no silence where it comes from %s, which says whether alerts get through',
    async (source) => {
      const session = await aJudge([aSilence('s')]).open();

      expect(session.holdersOf(aDueAlert({ id: '1', source }).item)).toEqual([]);
    },
  );
});

describe('on a silence', () => {
  test('is noted, once for each channel, where it holds something back', async () => {
    const { noted, open } = aJudge([aSilence('a'), aSilence('b')]);
    const held = [heldBy('a'), heldBy('b'), heldBy('a'), heldBy('a', inOps)];
    await (await open(disk.waiting, inOps.waiting)).noteHeld(held);

    expect(noted).toEqual(['a in dba', 'a in ops', 'b in dba']);
  });

  test('is not noted again what stands on it', async () => {
    const { noted, open } = aJudge([aSilence('a', { heldIn: ['ops'] }), aSilence('b', { heldIn: ['dba'] })]);
    await (await open(disk.waiting, inOps.waiting)).noteHeld([heldBy('a'), heldBy('a', inOps), heldBy('b')]);

    expect(noted).toEqual(['a in dba']);
  });

  test('are counted the alerts it holds, which are reported by channel', async () => {
    const { counted, events, open } = aJudge([aSilence('a'), aSilence('b')]);
    await (await open()).count([heldBy('a'), heldBy('b'), heldBy('a'), heldBy('a', inOps)]);

    expect(counted).toEqual(['a: 3', 'b: 1']);
    expect(events).toEqual([
      { kind: 'silenced', channel: 'dba', silence: 'a', alertCount: 2 },
      { kind: 'silenced', channel: 'ops', silence: 'a', alertCount: 1 },
      { kind: 'silenced', channel: 'dba', silence: 'b', alertCount: 1 },
    ]);
  });
});

describe('looked at again, what was held back', () => {
  const withheld: HeldBackJudgement = { kind: 'withhold', reason: 'silenced', by: 'ended' };

  test('is over meanwhile where somebody ended the silence before its time', async () => {
    const { store, open } = aJudge([aSilence('ended'), aSilence('stays')]);
    const session = await open();
    store([aSilence('ended', { endedAt: NOW }), aSilence('stays')]);

    expect(await session.overMeanwhile([heldBy('stays'), heldBy('ended')])).toEqual([heldBy('ended')]);
  });

  test.each<[string, readonly Silence[]]>([
    ['was ended no sooner than its time', [aSilence('ended', { endedAt: NOW + HOUR })]],
    ['came to its end, and is listed no more', []],
  ])('stays put off where the silence %s', async (_, silences) => {
    const { store, open } = aJudge([aSilence('ended')]);
    const session = await open();
    store(silences);

    expect(await session.overMeanwhile([heldBy('ended')])).toEqual([]);
  });

  test('stays as it is where it ended for good', async () => {
    const { store, open } = aJudge([aSilence('ended')]);
    const session = await open();
    store([aSilence('ended', { endedAt: NOW })]);

    expect(await session.overMeanwhile([{ ...disk, judgement: withheld }])).toEqual([]);
  });
});
