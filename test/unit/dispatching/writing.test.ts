import { describe, expect, test } from 'vitest';
import { mentionFor } from '#shared/dispatching/mention-for.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { writingFor } from '#shared/dispatching/writing.ts';
import { emptyLane } from '#shared/pacing/lane.ts';
import type { RuleBook } from '#shared/routing/rule-book.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { aWaiting } from '#test/builders/waiting.ts';

const NOW = Date.UTC(2026, 10, 21);
const robot = aRobot({ keywords: ['OCP'] });
const dba = aChannel({ name: 'dba', robots: [robot] });
const ops = aChannel({ name: 'ops', robots: [robot] });
const lender = aChannel({ name: 'lender', type: 'wecom', robots: [{ ...robot, keywords: [] }] });
const route: Route = {
  robotLane: emptyLane(robot.webhookId),
  limit: 20,
  channels: [dba, ops],
  failingSince: new Map(),
};
const one = (channel = dba, since = NOW) => aWaiting({}, { since }, channel);

describe('a message is written', () => {
  test('as the channel with most alerts in it wants, for all channels in it', () => {
    expect(writingFor(route, [one(), one(ops), one(ops)], { nowMs: NOW, counted: [] })).toMatchObject({
      channel: ops,
      channels: [dba, ops],
      keywords: ['OCP'],
      notes: [],
      nowMs: NOW,
    });
  });

  test('for its own channels without naming a lender', () => {
    expect(writingFor(route, [one()], { nowMs: NOW, counted: [] })).not.toHaveProperty('fallback');
  });

  test('in the words and for the product of the channel that lends its robot, saying for whom', () => {
    const writing = writingFor({ ...route, fallback: lender }, [one(), one(ops), one()], { nowMs: NOW, counted: [] });

    expect(writing).toMatchObject({
      channel: lender,
      fallback: lender,
      channels: [dba, ops],
      keywords: [],
      robot: { product: 'wecom' },
      notes: [
        { kind: 'for-channel', channel: 'dba' },
        { kind: 'for-channel', channel: 'ops' },
      ],
    });
  });

  describe('in the language of a push rule', () => {
    const rules: RuleBook = { find: (mark) => (mark === 'en' ? { name: 'en', language: 'en_US' } : undefined) };
    const ruled = (rule: string) => aWaiting({ rule }, { since: NOW }, dba);
    const languageOf = (told: readonly ReturnType<typeof one>[], counted: typeof told = [], on: Route = route) =>
      writingFor(on, told, { nowMs: NOW, counted, rules }).channel.message.language;

    test('that sent all its alerts, those it only counts too', () => {
      expect(languageOf([ruled('en'), ruled('en')])).toBe('en_US');
      expect(languageOf([ruled('en')], [ruled('en')])).toBe('en_US');
      expect(languageOf([], [ruled('en')])).toBe('en_US');
    });

    test('unless it holds another’s, or those of a rule that is gone', () => {
      expect(languageOf([ruled('en'), one()])).toBe('zh_CN');
      expect(languageOf([ruled('en')], [one()])).toBe('zh_CN');
      expect(languageOf([ruled('gone')])).toBe('zh_CN');
    });

    test('and not where another channel’s robot speaks, whose people are others', () => {
      expect(languageOf([ruled('en')], [], { ...route, fallback: lender })).toBe('zh_CN');
    });
  });

  test('with the count of what waited too long, and since when the oldest did', () => {
    const counted = [one(dba, NOW - 5), one(ops, NOW - 900), one(dba, NOW - 7)];
    const notes = [{ kind: 'held-by-cap', period: 'hour', sinceMs: NOW } as const];

    expect(writingFor(route, [one()], { nowMs: NOW, counted, notes }).notes).toEqual([
      ...notes,
      { kind: 'collapsed', count: 3, oldestAt: NOW - 900 },
    ]);
  });

  test('about nothing but what waited too long as the channel of most of that wants', () => {
    expect(writingFor(route, [], { nowMs: NOW, counted: [one(ops)] })).toMatchObject({ channel: ops, channels: [ops] });
  });

  test('as the occasion asks', () => {
    const occasion = { nowMs: NOW, counted: [], simpler: 'plain', possiblyRepeated: true } as const;

    expect(writingFor(route, [one()], occasion)).toMatchObject({ simpler: 'plain', possiblyRepeated: true });
  });
});

describe('a message names', () => {
  const people = (name: string, mobiles: readonly string[], levels: readonly ('down' | 'warning')[], all = false) =>
    aChannel({ name, mention: { mobiles, userIds: [`${name}-user`], all, levels } });
  const night = people('night', ['13800000000', '13800000001'], ['down']);
  const day = people('day', ['13800000001'], ['down', 'warning'], true);

  test('the people of each channel that has a firing alert of a level it names them for, each once', () => {
    const firing = [
      { channel: 'night', level: 'down' },
      { channel: 'day', level: 'warning' },
    ] as const;

    expect(mentionFor([night, day], firing)).toEqual({
      mobiles: ['13800000000', '13800000001'],
      userIds: ['night-user', 'day-user'],
      all: true,
    });
    expect(mentionFor([night, day], firing.slice(0, 1))).toEqual({
      mobiles: ['13800000000', '13800000001'],
      userIds: ['night-user'],
      all: false,
    });
  });

  test('nobody for levels nobody is named for, or for another channel’s alerts', () => {
    const nobody = { mobiles: [], userIds: [], all: false };

    expect(mentionFor([night], [{ channel: 'night', level: 'warning' }])).toEqual(nobody);
    expect(mentionFor([night], [{ channel: 'day', level: 'down' }])).toEqual(nobody);
    expect(mentionFor([day], [])).toEqual(nobody);
  });
});
