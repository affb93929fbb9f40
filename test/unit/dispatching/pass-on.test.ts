import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { Alert, People } from '#shared/alert/alert.ts';
import { passOn, type Telling } from '#shared/dispatching/pass-on.ts';
import { toldAlert } from '#shared/dispatching/told-alert.ts';
import type { Writing } from '#shared/dispatching/writing.ts';
import { type Change, type Mention, NOBODY } from '#shared/rendering/message.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anItem } from '#test/builders/ledger.ts';

/** When the builder's items came. */
const NOW = Date.UTC(2026, 10, 21);
const BODY = JSON.stringify({ msgtype: 'text', text: { content: 'job 7 failed' } });
const CAME: Partial<Alert> = { name: 'job 7', verbatim: { product: 'dingtalk', body: BODY } };
const channel = aChannel({ name: 'dba' });
const alone: Writing = {
  robot: robotFor('dingtalk'),
  channel,
  channels: [channel],
  keywords: [],
  nowMs: NOW,
  notes: [],
  counted: [],
};

interface Case {
  readonly alert?: Partial<Alert>;
  readonly item?: Partial<AlertItem>;
  readonly change?: Change;
  readonly toldAtMs?: number;
}

function telling({ alert = CAME, item: more, change = 'new', toldAtMs = NOW }: Case = {}): Telling {
  const item = anItem({ id: 'job-7', ...alert }, { since: NOW, dueAt: NOW, ...more });
  return { item, told: toldAlert(item, change, toldAtMs) };
}

const passed = (one: Case = {}, mention: Mention = NOBODY, writing: Partial<Writing> = {}) =>
  passOn([telling(one)], mention, { ...alone, ...writing });
const isPassedOn = (...given: Parameters<typeof passed>) => passed(...given) !== undefined;

describe('an alert that came as a message', () => {
  test('goes on as it came, which is recorded by its own words', () => {
    expect(passed({ alert: { ...CAME, description: 'job 7 failed at noon' } })).toEqual({
      format: 'text',
      body: BODY,
      title: 'job 7',
      text: 'job 7 failed at noon',
      mention: NOBODY,
      cut: false,
    });
  });

  test('is recorded by its name where it says no more', () => {
    expect(passed()).toMatchObject({ title: 'job 7', text: 'job 7' });
  });

  test('has the robot’s keyword put into it', () => {
    expect(passed({}, NOBODY, { keywords: ['alarm'] })?.body).toContain('job 7 failed\\nalarm');
  });

  test('is told in our own words beside another, and nothing is told of none', () => {
    expect(passOn([telling(), telling({ alert: { ...CAME, name: 'job 8' } })], NOBODY, alone)).toBeUndefined();
    expect(passOn([], NOBODY, alone)).toBeUndefined();
  });

  test.each<[string, Partial<Writing>]>([
    ['a robot refused it so', { simpler: 'plain' }],
    ['people may have it already', { possiblyRepeated: true }],
    ['another channel lends its robot', { fallback: aChannel({ name: 'lender' }) }],
    ['the message has something to say of itself', { notes: [{ kind: 'for-channel', channel: 'dba' }] }],
    ['it is for a robot of another product', { robot: robotFor('wecom') }],
  ])('is told in our own words where %s', (_, writing) => {
    expect(passed({}, NOBODY, writing)).toBeUndefined();
  });

  test.each<[string, Partial<Alert>]>([
    ['the message was too long to be kept', { verbatim: { product: 'dingtalk', body: '' } }],
    ['it came as an alert', {}],
  ])('is told in our own words where %s', (_, { verbatim }) => {
    const { verbatim: _kept, ...alert } = CAME;

    expect(passed({ alert: verbatim === undefined ? alert : { ...alert, verbatim } })).toBeUndefined();
  });

  test('is told in our own words where its body breaks whoever writes it', () => {
    const broken = () => {
      throw new Error('too deep');
    };

    expect(passed({}, NOBODY, { robot: { ...alone.robot, passOn: broken } })).toBeUndefined();
  });
});

describe('goes on as it came', () => {
  test.each<[string, Case, boolean]>([
    ['told a minute after it came', { item: { dueAt: NOW + 60_000 } }, true],
    ['that waited longer for company', { item: { dueAt: NOW + 60_001 } }, false],
    ['that came a second time two seconds later', { item: { receipts: 2, lastAt: NOW + 2_000 } }, true],
    ['that came a second time after that', { item: { receipts: 2, lastAt: NOW + 2_001 } }, false],
    ['that came three times', { item: { receipts: 3 } }, false],
    ['told late', { toldAtMs: NOW + 60_001 }, false],
    ['that goes back and forth', { item: { flapping: { changes: 6, sinceMs: NOW - 9_000 } } }, false],
  ])('what is new: a message %s', (_, one, expected) => {
    expect(isPassedOn(one)).toBe(expected);
  });

  const REPEAT = { change: 'repeat', item: { receipts: 9, toldReceipts: 8, firstAt: NOW - 3_600_000 } } as const;
  test.each<[string, Partial<AlertItem>, boolean]>([
    ['at once, after the channel’s interval', {}, true],
    ['long after that interval', { dueAt: NOW - 3_600_000 }, true],
    ['at the end of the interval', { dueAt: NOW + 1 }, false],
    ['and is one of two since the last', { toldReceipts: 7, lastAt: NOW + 9_000 }, false],
  ])('what is told again %s: %s', (_, item, expected) => {
    expect(isPassedOn({ ...REPEAT, item: { ...REPEAT.item, ...item } })).toBe(expected);
  });

  test.each<[Change]>([['escalated'], ['refired'], ['recovered'], ['fired-and-recovered']])(
    'nothing that %s',
    (change) => {
      expect(isPassedOn({ change })).toBe(false);
    },
  );

  const silence = { reason: 'silenced', by: 'a silence' };
  test.each<[string, AlertItem['heldBack'], boolean]>([
    ['is held back', { ...silence, atMs: NOW - 1, untilMs: NOW }, false],
    ['was held back since it came', { ...silence, atMs: NOW }, false],
    ['was held back before it came', { ...silence, atMs: NOW - 1 }, true],
  ])('what %s: %s', (_, heldBack, expected) => {
    expect(isPassedOn({ item: heldBack === undefined ? {} : { heldBack } })).toBe(expected);
  });
});

describe('goes on as it came, where it names people itself', () => {
  const people: People = { mobiles: ['13800000000'], userIds: ['user-1'], product: 'dingtalk', all: false };
  const all = { ...people, all: true };

  test.each<[string, People | undefined, Partial<Mention>, boolean]>([
    ['those it names', people, { mobiles: people.mobiles, userIds: people.userIds }, true],
    ['all, whom it names', all, { all: true }, true],
    ['nobody, though it names all', all, {}, true],
    ['a mobile more', people, { mobiles: ['13800000000', '13900000000'] }, false],
    ['a user more', people, { userIds: ['user-1', 'user-2'] }, false],
    ['all, and it only some', people, { all: true }, false],
    ['a mobile, and it nobody', undefined, { mobiles: ['13800000000'] }, false],
    ['a user, and it nobody', undefined, { userIds: ['user-1'] }, false],
    ['all, and it nobody', undefined, { all: true }, false],
  ])('and the channel %s', (_, own, mention, expected) => {
    expect(isPassedOn({ alert: own === undefined ? CAME : { ...CAME, people: own } }, { ...NOBODY, ...mention })).toBe(
      expected,
    );
  });
});
