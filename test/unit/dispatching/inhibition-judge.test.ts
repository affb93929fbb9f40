import { describe, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import type { DispatchEvent } from '#shared/dispatching/dispatch-ports.ts';
import { inhibitionJudge, JUDGE_AGAIN_MS } from '#shared/dispatching/inhibition-judge.ts';
import type { Held, HeldBackJudgement } from '#shared/dispatching/judge-due.ts';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { FiringSource } from '#shared/inhibition/source-register.ts';
import { CANARY_SOURCE } from '#shared/receiving/canary.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aDueAlert, type DueAlert, type DueAlertOptions } from '#test/builders/due-alert.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';
import { fakeSourceRegister } from '#test/fakes/source-register.ts';

const NOW = Date.UTC(2026, 10, 21);
const RULE = aRule();
const ops = aChannel({ name: 'ops' });
const labels = { svr_ip: '192.0.2.1' };
const cpu = aDueAlert({ id: 'cpu', labels });
const down = aSource('down');

/** A server that is down, as its alert was last received. */
function aSource(id: string, overrides: Partial<FiringSource> = {}): FiringSource {
  const subject = { source: 'native', name: 'server down', level: 'down', target: '', labels } as const;
  return { fingerprint: fingerprintOfId('native', id), id, subject, lastAt: NOW, keepUntilMs: NOW, ...overrides };
}

/** What a judge of a test goes by. */
interface Situation {
  readonly rules: readonly InhibitionRule[];
  readonly sources: readonly FiringSource[];
}

/** A judge by these rules, while these alerts fire. */
async function aJudge({ rules = [RULE], sources = [down] }: Partial<Situation> = {}) {
  const register = fakeSourceRegister();
  for (const source of sources) await register.note(source);
  const noted: unknown[] = [];
  const events: DispatchEvent[] = [];
  let [listed, nowMs] = [0, NOW];
  const judge = inhibitionJudge({
    inhibitions: { rules: async () => rules },
    inhibiting: {
      async list() {
        listed += 1;
        return register.list();
      },
      async noteHeld(fingerprint, marks) {
        noted.push({ fingerprint, marks });
      },
    },
    now: () => nowMs,
    observe: (event) => void events.push(event),
  });

  return {
    ...{ judge, register, noted, events },
    end: ({ fingerprint }: FiringSource) => register.end({ fingerprint, how: 'recovered', atMs: nowMs }),
    passTime: (ms: number) => {
      nowMs += ms;
    },
    listed: () => listed,
    async open(...waiting: readonly Waiting[]) {
      const session = await judge.open(waiting.length === 0 ? [cpu.waiting] : waiting);
      if (session === undefined) throw new Error('it has to do with none of these');
      return session;
    },
  };
}

function heldBy(by: string, due: DueAlert = cpu): Held {
  return { ...due, judgement: { kind: 'postpone', untilMs: NOW + JUDGE_AGAIN_MS, reason: 'inhibited', by } };
}

/** One that ended while it was held. */
function withheld(due: DueAlert): Held {
  const judgement: HeldBackJudgement = { kind: 'withhold', reason: 'inhibited', by: 'server down/down' };
  return { ...due, judgement };
}

describe('judging by inhibition', () => {
  test('holds back under its own word', async () => {
    expect((await aJudge()).judge.reason).toBe('inhibited');
  });

  test.each<[string, Partial<Situation>, number]>([
    ['there are no rules', { rules: [] }, 0],
    ['the rules are for other channels', { rules: [{ ...RULE, channels: ['ops'] }] }, 0],
    ['the rules are for other alerts', { rules: [{ ...RULE, targetMatchers: ['level=caution'] }] }, 0],
    ['no alert fires that inhibits others', { sources: [] }, 1],
  ])('has nothing to do where %s', async (_, situation, listed) => {
    const one = await aJudge(situation);

    expect(await one.judge.open([cpu.waiting])).toBeUndefined();
    expect(one.listed()).toBe(listed);
  });

  test('has to do with what waits where one rule may be for one of the alerts', async () => {
    const rules = [
      { ...RULE, channels: ['web'] },
      { ...RULE, channels: ['ops', 'noc'] },
    ];
    const inOps = aDueAlert({ id: 'cpu' }, { channel: ops });
    const session = await (await aJudge({ rules })).open(cpu.waiting, inOps.waiting);

    expect([cpu, inOps].map(({ waiting }) => session.isCandidate(waiting))).toEqual([false, true]);
  });

  test('reads no alert that its brief shows to be none of the rule’s, nor the canary’s', async () => {
    const session = await (await aJudge()).open();
    const others = [aDueAlert({ id: 'down', level: 'down' }), aDueAlert({ id: 'beat', source: CANARY_SOURCE })];

    expect(session.isCandidate(cpu.waiting)).toBe(true);
    expect(others.map(({ waiting }) => session.isCandidate(waiting))).toEqual([false, false]);
  });
});

describe('an alert is held back', () => {
  test('by what inhibits it, and judged again after five minutes at the latest', async () => {
    expect((await (await aJudge()).open()).holdersOf(cpu.item)).toEqual([
      { id: 'server down/down', reason: 'inhibited', untilMs: NOW + 300_000 },
    ]);
  });

  test('until that is forgotten, where it was not received for long', async () => {
    const lastAt = NOW + 60_000 - RULE.sourceTimeoutMs;
    const one = await aJudge({ sources: [aSource('down', { lastAt })] });
    const session = await one.open();

    expect(session.holdersOf(cpu.item)).toMatchObject([{ untilMs: NOW + 60_000 }]);
    one.passTime(60_000);
    expect(session.holdersOf(cpu.item)).toEqual([]);
  });

  test('by each rule that says so, and each alert', async () => {
    const rules = [RULE, { ...RULE, name: 'host down' }];
    const session = await (await aJudge({ rules, sources: [down, aSource('off')] })).open();

    expect(session.holdersOf(cpu.item).map(({ id }) => id)).toEqual([
      ...['server down/down', 'server down/off'],
      ...['host down/down', 'host down/off'],
    ]);
  });

  test.each<[string, DueAlert]>([
    ['of another server', aDueAlert({ id: 'cpu', labels: { svr_ip: '192.0.2.2' } })],
    ['in a channel that is none of the rule’s', aDueAlert({ id: 'cpu', labels }, { channel: ops })],
  ])('not where it is %s', async (_, other) => {
    const session = await (await aJudge({ rules: [{ ...RULE, channels: ['dba'] }] })).open();

    expect(session.holdersOf(cpu.item)).toHaveLength(1);
    expect(session.holdersOf(other.item)).toEqual([]);
  });

  test('still, once it is over, by the alert that held it and is over too', async () => {
    const one = await aJudge();
    await one.end(down);
    const session = await one.open();
    const heldBack = { reason: 'inhibited', by: 'server down/down', atMs: NOW };
    const over = aDueAlert({ id: 'cpu', labels, status: 'resolved' }, { item: { heldBack } });

    expect(session.holdersOf(over.item)).toMatchObject([{ id: 'server down/down' }]);
    expect(session.holdersOf(cpu.item)).toEqual([]);
  });
});

describe('on the alert that inhibits', () => {
  /** Two in one place of the outbox, and two elsewhere: a place is a class, a shard and a channel. */
  const [first, second] = [inPlace('A1'), inPlace('A2')];
  const elsewhere = inPlace('Q1');
  const urgent = inPlace('A3', { entry: { due: { class: 1, atMs: NOW } } });

  function inPlace(start: string, options: DueAlertOptions = {}): DueAlert {
    return aDueAlert({ id: start, labels }, { item: { fingerprint: start.padEnd(22, 'A') }, ...options });
  }

  test('is noted, once for each place, where it holds something back', async () => {
    const { noted, open } = await aJudge({ sources: [down, aSource('off')] });
    await (await open()).noteHeld([first, second, elsewhere, urgent].map((one) => heldBy('server down/down', one)));

    expect(noted).toEqual([{ fingerprint: down.fingerprint, marks: ['20/dba', '24/dba', '10/dba'] }]);
  });

  test('is not noted again what was noted before', async () => {
    const { register, noted, open } = await aJudge();
    await register.noteHeld(down.fingerprint, ['20/dba']);
    const session = await open();
    await session.noteHeld([first, second].map((one) => heldBy('server down/down', one)));
    expect(noted).toEqual([]);

    await session.noteHeld([first, elsewhere].map((one) => heldBy('server down/down', one)));
    expect(noted).toEqual([{ fingerprint: down.fingerprint, marks: ['24/dba'] }]);
  });

  test('is noted what each holds, and on both where two senders gave the same id', async () => {
    const twin = aSource('down', { fingerprint: fingerprintOfId('other sender', 'down') });
    const off = aSource('off');
    const { noted, open } = await aJudge({ sources: [down, twin, off] });
    await (await open()).noteHeld([heldBy('server down/down', first), heldBy('server down/off', elsewhere)]);

    expect(noted).toEqual([
      { fingerprint: down.fingerprint, marks: ['20/dba'] },
      { fingerprint: twin.fingerprint, marks: ['20/dba'] },
      { fingerprint: off.fingerprint, marks: ['24/dba'] },
    ]);
  });

  test('is noted nothing of what ended for good: it never waits again', async () => {
    const { noted, open } = await aJudge();
    await (await open()).noteHeld([withheld(cpu)]);

    expect(noted).toEqual([]);
  });
});

describe('looked at again, what was held back', () => {
  test('is over meanwhile where the alert that held it ended, and only that', async () => {
    const { open, end } = await aJudge({ sources: [down, aSource('off')] });
    const session = await open();
    const [byDown, byOff] = [heldBy('server down/down'), heldBy('server down/off')];
    expect(await session.overMeanwhile([byDown, byOff])).toEqual([]);

    await end(down);
    expect(await session.overMeanwhile([byDown, byOff])).toEqual([byDown]);
  });

  test('is over meanwhile where its rule has not heard of that alert for long enough', async () => {
    const { open, passTime } = await aJudge();
    const session = await open();
    passTime(RULE.sourceTimeoutMs);

    expect(await session.overMeanwhile([heldBy('server down/down')])).toHaveLength(1);
  });

  test('stays as it is where it ended for good', async () => {
    const { open, end } = await aJudge();
    const session = await open();
    await end(down);

    expect(await session.overMeanwhile([withheld(cpu)])).toEqual([]);
  });
});

test('what is held back is reported by what holds it and by channel', async () => {
  const { open, events } = await aJudge();
  const inOps = aDueAlert({ id: 'cpu', labels }, { channel: ops });
  const [byDown, byOff] = ['server down/down', 'server down/off'] as const;
  await (await open()).count([heldBy(byDown), heldBy(byOff), heldBy(byDown), heldBy(byDown, inOps)]);

  expect(events).toEqual([
    { kind: 'inhibited', channel: 'dba', by: byDown, alertCount: 2 },
    { kind: 'inhibited', channel: 'dba', by: byOff, alertCount: 1 },
    { kind: 'inhibited', channel: 'ops', by: byDown, alertCount: 1 },
  ]);
});
