import { describe, expect, test } from 'vitest';
import { type HeldBack, OVER_CAP } from '#shared/admission/alert-item.ts';
import type { AlertKey, DueEntry } from '#shared/admission/alert-store.ts';
import { encodeBrief } from '#shared/admission/brief.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { readWaiting, type Waiting } from '#shared/dispatching/choose-entries.ts';
import type { DispatchEvent } from '#shared/dispatching/dispatch-ports.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import { withinRules } from '#shared/dispatching/within-rules.ts';
import type { Lane } from '#shared/pacing/lane.ts';
import { DAYS } from '#shared/routing/push-settings.ts';
import { NO_RULES, type RememberedRule, ruleBookOf } from '#shared/routing/rule-book.ts';
import { ruleMark } from '#shared/routing/rule-mark.ts';
import { compileWindow } from '#shared/routing/window.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anItem } from '#test/builders/ledger.ts';
import { aWaiting } from '#test/builders/waiting.ts';
import { anAlert, NOW_MS, settingsOf } from '#test/unit/routing/settings.ts';

const MINUTE = 60_000;
const HOUR_ENDS = NOW_MS + 60 * MINUTE;
const RULE = 'r';
const dba = aChannel({ name: 'dba' });
const unused = () => Promise.reject(new Error('this is not asked for here'));
const hourly = { limits: { perHour: 1, over: 'hold' } } as const;
const dropping = { limits: { perHour: 1, over: 'drop' } } as const;
const fingerprintOf = (name: string) => name.replaceAll(' ', '-').padEnd(22, 'A');

/** An alert by a rule, which is its mark too. */
function by(rule: string | undefined, name: string, entry: Partial<DueEntry> = {}, channel: Channel = dba): Waiting {
  const known = { fingerprint: fingerprintOf(name), since: NOW_MS, due: { class: 2 as const, atMs: NOW_MS } };
  return aWaiting({ name, ...(rule === undefined ? {} : { rule }) }, { ...known, ...entry }, channel);
}

/** Its end, with its firing untold. */
function endBy(rule: string, name: string): Waiting {
  const over = by(rule, name, { version: 2 });
  return { ...over, brief: { ...over.brief, status: 'resolved' } };
}

interface World {
  readonly rules?: Readonly<Record<string, Omit<RememberedRule, 'name'>>>;
  /** What put alerts off, by their names. */
  readonly heldBack?: Readonly<Record<string, HeldBack | undefined>>;
  /** Names of alerts that may have been seen firing, as their items remember. */
  readonly remembered?: readonly string[];
  readonly caps?: Lane['caps'];
  readonly nowMs?: number;
  /** Names of alerts that change while they are judged. */
  readonly changing?: readonly string[];
  /** Names of alerts that may have been seen firing, as their lane knows. */
  readonly marked?: readonly string[];
}

function marking(marked: readonly string[]) {
  return async (some: readonly Waiting[]): Promise<readonly Waiting[]> => {
    if (!some.some(({ brief }) => marked.includes(brief.name))) return some;
    return some.map((one) =>
      marked.includes(one.brief.name) ? { ...one, entry: { ...one.entry, maybeShown: true } } : one,
    );
  };
}

async function asked(waiting: readonly Waiting[], world: World) {
  const { rules = {}, heldBack, remembered = [], caps, nowMs = NOW_MS, changing, marked = [] } = world;
  const wrote: unknown[] = [];
  const reads: AlertKey[][] = [];
  const woken: { readonly wakeUp: WakeUp; readonly atMs: number }[] = [];
  const events: DispatchEvent[] = [];
  const isRefused = (fingerprint: string) => changing?.some((name) => fingerprintOf(name) === fingerprint) === true;
  const within = await withinRules(waiting, caps === undefined ? {} : { caps }, {
    alerts: {
      postpone: async ({ fingerprint, to, reason, by: rule }) => {
        wrote.push({ fingerprint, untilMs: to.atMs, reason, rule });
        return isRefused(fingerprint) ? 'refused' : 'postponed';
      },
      withhold: async ({ fingerprint, by: rule }, reason) => {
        wrote.push({ fingerprint, reason, rule: rule?.id });
        return isRefused(fingerprint) ? 'refused' : 'withheld';
      },
      release: unused,
      read: async (keys) => {
        reads.push([...keys]);
        const known = remembered.map((name) => [name, { maybeShown: true as const }] as const);
        return [
          ...Object.entries(heldBack ?? {}).map(
            ([name, held]) => [name, held === undefined ? {} : { heldBack: held }] as const,
          ),
          ...known,
        ]
          .filter(([name]) => keys.some(({ fingerprint }) => fingerprint === fingerprintOf(name)))
          .map(([name, more]) => anItem({ id: name }, { fingerprint: fingerprintOf(name), ...more }));
      },
    },
    wakeUps: { schedule: async (wakeUp, atMs) => void woken.push({ wakeUp, atMs }) },
    mark: marking(marked),
    pushRules: async () => ({
      find: (mark) => (rules[mark] === undefined ? undefined : { name: mark, ...rules[mark] }),
    }),
    observe: (event) => events.push(event),
    now: () => nowMs,
  });

  return { ...within, names: within.waiting.map(({ brief }) => brief.name), wrote, reads, woken, events };
}

describe('what no rule has a word on', () => {
  test('is told, and no rule is asked for', async () => {
    const waiting = [by(undefined, 'one'), by(undefined, 'two')];
    const ports = {
      alerts: { read: unused, postpone: unused, withhold: unused, release: unused },
      wakeUps: { schedule: unused },
      mark: unused,
      pushRules: unused,
      observe: () => {},
      now: () => NOW_MS,
    };

    expect(await withinRules(waiting, {}, ports)).toEqual({
      waiting,
      lookAgain: false,
      rules: NO_RULES,
      standings: [],
    });
  });

  test.each<[string, World['rules'] & object]>([
    ['its rule is gone', {}],
    ['its rule is only about a language', { r: { language: 'en_US' } }],
  ])('is told where %s', async (_, rules) => {
    expect(await asked([by('r', 'one'), by('r', 'two')], { rules })).toMatchObject({
      ...{ names: ['one', 'two'], lookAgain: false, standings: [], wrote: [], woken: [], events: [] },
    });
  });
});

test('the end of what its lane knows may have been seen firing takes no room where there is some, and nothing is read', async () => {
  const [seen, unseen] = [endBy('r', 'seen'), endBy('r', 'unseen')];
  const { names, standings, wrote, reads } = await asked([seen, unseen], {
    ...{ rules: { r: { limits: { perHour: 2, over: 'hold' } } }, marked: ['seen'] },
  });

  expect(names).toEqual(['seen', 'unseen']);
  expect([...(standings[0]?.counted ?? [])]).toEqual([unseen]);
  expect([wrote, reads]).toEqual([[], []]);
});

test('no lane is asked what may have been seen while all that is told are firings, and there is room', async () => {
  const { standings } = await asked([by('r', 'one')], { rules: { r: hourly }, marked: ['one'] });

  expect(standings[0]?.group.waiting.map(({ entry }) => entry.maybeShown)).toEqual([undefined]);
});

describe('what is beyond the limits of its rule', () => {
  const three = [by('r', 'one'), by('r', 'two'), by(undefined, 'three')];

  test('is put off, reported and told no more now', async () => {
    expect(await asked(three, { rules: { r: hourly } })).toMatchObject({
      names: ['one', 'three'],
      lookAgain: false,
      standings: [{ group: { mark: 'r', channel: { name: 'dba' }, waiting: three.slice(0, 2) } }],
      wrote: [{ fingerprint: fingerprintOf('two'), untilMs: HOUR_ENDS, reason: 'over-cap', rule: 'r' }],
      events: [{ kind: 'held-by-rule', channel: 'dba', rule: 'r', reason: 'over-cap', until: 'later', alertCount: 1 }],
    });
  });

  test('is judged as what may have been seen firing, where it may', async () => {
    const { waiting, standings, wrote } = await asked(three, { rules: { r: hourly }, marked: ['one', 'two'] });

    expect(waiting.map(({ entry }) => entry.maybeShown)).toEqual([true, undefined]);
    expect(standings[0]?.group.waiting.map(({ entry }) => entry.maybeShown)).toEqual([true, true]);
    expect(wrote).toHaveLength(1);
  });

  test('ends where its rule tells no summary, and nobody is woken for it', async () => {
    expect(await asked(three, { rules: { r: dropping } })).toMatchObject({
      names: ['one', 'three'],
      wrote: [{ fingerprint: fingerprintOf('two'), reason: 'over-cap', rule: 'r' }],
      woken: [],
      events: [{ kind: 'held-by-rule', reason: 'over-cap', until: 'never', alertCount: 1 }],
    });
  });

  test('is told all the same where it is the end of what a group may have seen fire: only such ends are read', async () => {
    const { names, wrote, reads } = await asked([...three, endBy('r', 'unseen'), endBy('r', 'seen')], {
      ...{ rules: { r: dropping }, remembered: ['seen'] },
    });

    expect(names).toEqual(['one', 'three', 'seen']);
    expect(wrote).toMatchObject([{ fingerprint: fingerprintOf('two') }, { fingerprint: fingerprintOf('unseen') }]);
    expect(reads.flat().map(({ fingerprint }) => fingerprint)).toEqual(['unseen', 'seen'].map(fingerprintOf));
  });

  test('and changed meanwhile is looked at again, and not reported', async () => {
    expect(await asked(three, { rules: { r: hourly }, changing: ['two'] })).toMatchObject({
      ...{ names: ['one', 'three'], lookAgain: true, woken: [], events: [] },
    });
  });

  test('is what the counts of its own channel leave no room for', async () => {
    const counts = { hour: '2026-11-27T20+08:00', hourCount: 1, day: '2026-11-27', dayCount: 1 };
    const full = { ...counts, rules: { r: [1, 1] } } as const;

    expect((await asked(three, { rules: { r: hourly }, caps: { dba: full } })).names).toEqual(['three']);
    expect((await asked(three, { rules: { r: hourly }, caps: { ops: full } })).names).toEqual(['one', 'three']);
  });

  test('is reported by channel, rule and reason', async () => {
    const ops = aChannel({ name: 'ops' });
    const waiting = [dba, ops].flatMap((channel) => [
      ...['a', 'b', 'c'].map((name) => by('r', name, {}, channel)),
      ...['d', 'e'].map((name) => by('s', name, {}, channel)),
    ]);
    const { events } = await asked(waiting, { rules: { r: hourly, s: dropping } });

    expect(events).toMatchObject([
      { channel: 'dba', rule: 'r', until: 'later', alertCount: 2 },
      { channel: 'dba', rule: 's', until: 'never', alertCount: 1 },
      { channel: 'ops', rule: 'r', until: 'later', alertCount: 2 },
      { channel: 'ops', rule: 's', until: 'never', alertCount: 1 },
    ]);
  });
});

test('a repeat outside the window of its rule is put off until that opens', async () => {
  const window = compileWindow({ days: DAYS, from: '13:00', to: '14:00', timeZone: 'UTC', outside: 'hold' });
  const repeat = by('r', 'again', { told: 'firing', since: NOW_MS - 9 * MINUTE });

  expect(await asked([repeat], { rules: { r: { window } } })).toMatchObject({
    names: [],
    wrote: [{ untilMs: HOUR_ENDS, reason: 'outside-window' }],
    events: [{ reason: 'outside-window', until: 'later' }],
  });
});

describe('the end of what is held', () => {
  const other = aChannel({ name: 'ops', robots: [aRobot({ name: '2' })] });
  const onTwoLanes = ['a', 'b', 'c'].flatMap((name) => [by('r', name), by('r', name, {}, other)]);
  const lanesOf = [dba, other].map(({ robots: [{ webhookId }] }) => webhookId);

  test('is woken for once a lane and looks everywhere, where no queue carries a message that far', async () => {
    const { woken } = await asked(onTwoLanes, { rules: { r: hourly } });

    expect(woken).toEqual(lanesOf.map((lane) => ({ wakeUp: { lane }, atMs: HOUR_ENDS })));
  });

  test('is woken for by each time it has', async () => {
    const rules = { r: hourly, s: { limits: { perDay: 1, over: 'hold' } } } as const;
    const { woken } = await asked([...onTwoLanes, by('s', 'd'), by('s', 'e')], { rules });

    expect(woken).toHaveLength(3);
    // The day ends at midnight in Shanghai, where it is eight in the evening.
    expect(woken).toContainEqual({ wakeUp: { lane: lanesOf[0] }, atMs: NOW_MS + 240 * MINUTE });
  });

  test('is woken for by what was held where it is near', async () => {
    const { woken } = await asked(onTwoLanes, { rules: { r: hourly }, nowMs: HOUR_ENDS - 15 * MINUTE });

    expect(woken).toMatchObject(lanesOf.map((lane) => ({ wakeUp: { lane, marks: expect.any(Array) } })));
  });
});

describe('what its rule’s limits held till now', () => {
  const PUT_OFF = { since: NOW_MS - 1 };
  const own = { reason: OVER_CAP, by: 'r', atMs: NOW_MS - 50 * MINUTE, untilMs: NOW_MS };
  const backlogOf = async (waiting: readonly Waiting[], world: World) =>
    (await asked(waiting, { rules: { r: hourly }, ...world })).standings.map(({ backlog }) => backlog);

  test('is told together, each since it was held', async () => {
    const waiting = ['a', 'b', 'c'].map((name) => by('r', name, PUT_OFF));
    const first = { ...own, atMs: own.atMs - 1 };
    const world = { heldBack: { a: own, b: first, c: own } };

    expect(await backlogOf(waiting, world)).toEqual([
      new Map(waiting.map((one, at) => [one, (at === 1 ? first : own).atMs])),
    ]);
    expect((await asked(waiting, { rules: { r: hourly }, ...world })).names).toEqual(['a', 'b', 'c']);
  });

  test('is looked for only in what is due as if put off', async () => {
    const waiting = [by('r', 'a', PUT_OFF), by('r', 'b')];
    const { reads, standings } = await asked(waiting, { rules: { r: hourly }, heldBack: { a: own, b: own } });

    expect(reads.map((keys) => keys.map(({ fingerprint }) => fingerprint))).toEqual([[fingerprintOf('a')]]);
    expect([...(standings[0]?.backlog?.keys() ?? [])]).toEqual(waiting.slice(0, 1));
  });

  test('is read five hundred at a time', async () => {
    const names = Array.from({ length: 501 }, (_, nth) => `alert ${nth}`);
    const waiting = names.map((name) => by('r', name, PUT_OFF));
    const heldBack = Object.fromEntries(names.map((name) => [name, own]));
    const { reads, standings } = await asked(waiting, { rules: { r: hourly }, heldBack });

    expect(reads.map((keys) => keys.length)).toEqual([500, 1]);
    expect(standings[0]?.backlog?.size).toBe(501);
  });

  const { untilMs: _until, ...ended } = own;
  test.each<[string, HeldBack | undefined]>([
    ['another rule held', { ...own, by: 's' }],
    ['something else held', { ...own, reason: 'outside-window' }],
    ['is due for something that came since', ended],
    ['nothing ever held', undefined],
  ])('is not what %s', async (_, heldBack) => {
    expect(await backlogOf([by('r', 'a', PUT_OFF)], { heldBack: { a: heldBack } })).toEqual([undefined]);
  });

  test.each<[string, Omit<RememberedRule, 'name'>]>([
    ['its limits hold nothing', dropping],
    [
      'it has no limits',
      { window: compileWindow({ days: DAYS, from: '00:00', to: '24:00', timeZone: 'UTC', outside: 'drop' }) },
    ],
  ])('is not asked of a rule where %s', async (_, rule) => {
    const { reads, standings } = await asked([by('r', 'a', PUT_OFF)], { rules: { r: rule }, heldBack: { a: own } });

    expect(reads).toEqual([]);
    expect(standings).toHaveLength(1);
  });
});

test('a channel whose name begins as the mark of a rule has none of that rule’s limits, and takes none away', async () => {
  const channels = [aChannel({ name: `${ruleMark(RULE)}dba` }), aChannel({ name: 'dba' })];
  const entries = channels.map(({ name: channel }, nth) => ({
    ...{ channel, fingerprint: String(nth).padEnd(22, 'A'), version: 1, since: NOW_MS },
    due: { class: 2 as const, atMs: NOW_MS },
    brief: encodeBrief(anAlert(), 'group', channel === 'dba' ? ruleMark(RULE) : undefined),
  }));
  const waiting = readWaiting(entries, channels);
  const rules = [{ name: RULE, channels: ['dba'], limits: { perHour: 2 } }];
  const { standings, ...within } = await withinRules(
    waiting,
    {},
    {
      alerts: { read: async () => [], postpone: unused, withhold: unused, release: unused },
      wakeUps: { schedule: unused },
      mark: unused,
      pushRules: async () => ruleBookOf(settingsOf({ defaultChannel: 'dba', rules })),
      observe: () => {},
      now: () => NOW_MS,
    },
  );

  expect(within.waiting).toEqual(waiting);
  expect(standings.map(({ group }) => group)).toMatchObject([{ channel: { name: 'dba' }, waiting: [waiting[1]] }]);
});
