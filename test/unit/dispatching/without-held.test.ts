import { describe, expect, test } from 'vitest';
import type { SuppressedReason } from '#shared/admission/admit.ts';
import type { AlertKey } from '#shared/admission/alert-store.ts';
import type { Judge } from '#shared/dispatching/judge.ts';
import type { Held } from '#shared/dispatching/judge-due.ts';
import { withoutHeld } from '#shared/dispatching/without-held.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aDueAlert, type DueAlert } from '#test/builders/due-alert.ts';

const NOW = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;
const [disk, cpu, net] = [aNamed('disk'), aNamed('cpu'), aNamed('net')];

/** What a judge of a test goes by. */
interface Script {
  readonly reason?: SuppressedReason;
  readonly holds?: readonly DueAlert[];
  readonly untilMs?: number;
  /** What it has to read to know, beside what it holds back. */
  readonly asksFor?: readonly DueAlert[];
  /** What it held back in vain. */
  readonly over?: readonly DueAlert[];
}

/** What happened to alerts since they were found. */
interface Meanwhile {
  readonly changed?: readonly DueAlert[];
  readonly gone?: readonly DueAlert[];
}

/** Judges what waits. */
async function judged(due: readonly DueAlert[], scripts: readonly Script[], meanwhile: Meanwhile = {}) {
  const { changed = [], gone = [] } = meanwhile;
  const [steps, reads]: [string[], (readonly string[])[]] = [[], []];
  const [isChanged, isGone] = [oneOf(changed), oneOf(gone)];
  const write = (what: string, key: AlertKey) => {
    steps.push(`${what} ${nameOf(key)}`);
    return isChanged(key);
  };
  const { waiting, lookAgain } = await withoutHeld(
    due.map((one) => one.waiting),
    scripts.map((script) => aJudge(script, steps)),
    {
      alerts: {
        async read(keys) {
          reads.push(keys.map(nameOf));
          const asked = new Set(keys.map(nameOf));
          return due.map(({ item }) => item).filter((item) => asked.has(nameOf(item)) && !isGone(item));
        },
        async postpone({ maybeShown, ...key }) {
          return write(maybeShown ? 'remember that it may have been seen, and postpone' : 'postpone', key)
            ? 'refused'
            : 'postponed';
        },
        withhold: async (key) => (write('withhold', key) ? 'refused' : 'withheld'),
        release: async (key) => (write('release', key) ? 'refused' : 'released'),
      },
      wakeUps: { schedule: async () => {} },
      mark: async (some) => some,
      now: () => NOW,
    },
  );

  return { told: waiting.map(({ entry }) => nameOf(entry)), lookAgain, steps, reads };
}

function aJudge(script: Script, steps: string[]): Judge {
  const { reason = 'silenced', holds = [], untilMs = NOW + HOUR, asksFor = [], over = [] } = script;
  const [isRead, isHeld, isOver] = [oneOf([...holds, ...asksFor]), oneOf(holds), oneOf(over)];
  const say = (what: string, held: readonly Held[]) => {
    steps.push(`${reason}: ${what} ${held.map(({ item }) => nameOf(item)).join(', ')}`);
  };

  return {
    reason,
    open: async () => ({
      isCandidate: ({ entry }) => isRead(entry),
      holdersOf: (item) => (isHeld(item) ? [{ id: reason, reason, untilMs }] : []),
      noteHeld: async (held) => say('note', held),
      async overMeanwhile(held) {
        say('look again at', held);
        return held.filter(({ item }) => isOver(item));
      },
      count: async (held) => say('count', held),
    }),
  };
}

function aNamed(name: string, options?: Parameters<typeof aDueAlert>[1]): DueAlert {
  const { item, waiting } = aDueAlert({ id: name }, options);
  const fingerprint = name.padEnd(22, '-');
  return { item: { ...item, fingerprint }, waiting: { ...waiting, entry: { ...waiting.entry, fingerprint } } };
}

function nameOf({ channel, fingerprint }: AlertKey): string {
  return `${channel === 'dba' ? '' : `${channel}/`}${fingerprint.replace(/-+$/, '')}`;
}

function oneOf(some: readonly DueAlert[]): (key: AlertKey) => boolean {
  const names = new Set(some.map(({ item }) => nameOf(item)));
  return (key) => names.has(nameOf(key));
}

describe('what waits', () => {
  test('is told unread where no judge has to do with any of it', async () => {
    const { waiting } = disk;
    const asked: unknown[] = [];
    const absent: Judge = { reason: 'silenced', open: async (some) => void asked.push(...some) };
    const alerts = { read: unused, postpone: unused, withhold: unused, release: unused };
    const ports = { alerts, wakeUps: { schedule: unused }, mark: unused, now: () => NOW };

    expect(await withoutHeld([waiting], [absent], ports)).toEqual({ waiting: [waiting], lookAgain: false });
    expect(asked).toEqual([waiting]);
  });

  test('is read only where its brief leaves it open, which one judge may find and another not', async () => {
    const both = [{ asksFor: [disk] }, { reason: 'inhibited', asksFor: [net] }] as const;

    expect(await judged([disk, cpu, net], both)).toEqual({
      told: ['disk', 'cpu', 'net'],
      lookAgain: false,
      steps: [],
      reads: [['disk', 'net']],
    });
  });

  test('is read five hundred at a time, and all of it is judged', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => aNamed(`n${at}`));
    const { told, reads } = await judged([...many, disk], [{ holds: many }]);

    expect(told).toEqual(['disk']);
    expect(reads.map((some) => some.length)).toEqual([500, 500]);
    expect(new Set(reads.flat()).size).toBe(1_000);
  });

  test('is told where it is gone from the table since it was found', async () => {
    const { told, reads, steps } = await judged([disk], [{ holds: [disk] }], { gone: [disk] });

    expect({ told, reads, steps }).toEqual({ told: ['disk'], reads: [['disk']], steps: [] });
  });

  test('in two channels is held back in the one its judge speaks of', async () => {
    const elsewhere = aNamed('disk', { channel: aChannel({ name: 'ops' }) });
    const { told, steps } = await judged([disk, elsewhere], [{ holds: [disk], asksFor: [elsewhere] }]);

    expect(told).toEqual(['ops/disk']);
    expect(steps).toContain('postpone disk');
  });
});

describe('what is held back', () => {
  test('is noted before it is put off, looked at again after, and then counted', async () => {
    expect(await judged([disk, cpu], [{ holds: [disk] }])).toEqual({
      told: ['cpu'],
      lookAgain: false,
      steps: ['silenced: note disk', 'postpone disk', 'silenced: look again at disk', 'silenced: count disk'],
      reads: [['disk']],
    });
  });

  test('is the business of the judge whose word it is held under, and of no other', async () => {
    const { told, steps } = await judged(
      [disk, cpu, net],
      [{ holds: [disk] }, { reason: 'inhibited', holds: [cpu] }, { reason: 'over-cap', asksFor: [net] }],
    );

    expect(told).toEqual(['net']);
    expect(steps.filter((step) => step.includes(': '))).toEqual([
      'silenced: note disk',
      'inhibited: note cpu',
      'silenced: look again at disk',
      'inhibited: look again at cpu',
      'silenced: count disk',
      'inhibited: count cpu',
    ]);
  });

  test('by two judges is held by what lasts longer', async () => {
    const long = { reason: 'inhibited', untilMs: NOW + 2 * HOUR } as const;
    const { steps } = await judged([disk], [{ holds: [disk] }, { ...long, holds: [disk] }]);

    expect(steps[0]).toBe('inhibited: note disk');
  });

  test('and is over is withheld', async () => {
    const ended = aNamed('disk', { item: { status: 'resolved' } });

    expect((await judged([ended], [{ holds: [ended] }])).steps).toContain('withhold disk');
  });

  test('and is over, but may have been seen firing in a message to be repeated, is put off', async () => {
    const ended = aNamed('disk', { item: { status: 'resolved' }, entry: { maybeShown: true } });
    const { steps } = await judged([ended], [{ holds: [ended] }]);

    expect(steps).toContain('remember that it may have been seen, and postpone disk');
  });

  test('but changed meanwhile is left for another look, and neither looked at nor counted in this one', async () => {
    const { told, lookAgain, steps } = await judged([disk, cpu], [{ holds: [disk, cpu] }], { changed: [cpu] });

    expect([told, lookAgain]).toEqual([[], true]);
    expect(steps.slice(-2)).toEqual(['silenced: look again at disk', 'silenced: count disk']);
  });

  test('and changed, all of it, is counted by nobody', async () => {
    const { steps } = await judged([disk], [{ holds: [disk] }], { changed: [disk] });

    expect(steps).toEqual(['silenced: note disk', 'postpone disk']);
  });

  test('by what ended meanwhile is due again at once, and not counted', async () => {
    const { told, lookAgain, steps } = await judged([disk, cpu], [{ holds: [disk, cpu], over: [disk] }]);

    expect([told, lookAgain]).toEqual([[], true]);
    expect(steps.slice(-2)).toEqual(['release disk', 'silenced: count cpu']);
  });

  test('in vain, beside something that changed, is looked for again', async () => {
    const { told, lookAgain } = await judged([disk, cpu], [{ holds: [disk, cpu], over: [disk] }], { changed: [cpu] });

    expect([told, lookAgain]).toEqual([[], true]);
  });

  test('again by the same is not counted again, and by something else it is', async () => {
    const heldBy = (by: string) => ({ item: { heldBack: { reason: 'silenced', by, atMs: NOW - HOUR } } });
    const [again, anew] = [aNamed('again', heldBy('silenced')), aNamed('anew', heldBy('another silence'))];
    const { steps } = await judged([again, anew], [{ holds: [again, anew] }]);

    expect(steps).toContain('silenced: look again at again, anew');
    expect(steps.at(-1)).toBe('silenced: count anew');
  });
});

function unused(): Promise<never> {
  return Promise.reject(new Error('nothing is read, written or woken here'));
}
