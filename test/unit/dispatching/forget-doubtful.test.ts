import { expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertKey, Shown } from '#shared/admission/alert-store.ts';
import { forgetDoubtful } from '#shared/dispatching/forget-doubtful.ts';
import { type AlertRef, emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anItem } from '#test/builders/ledger.ts';

const NOW = Date.UTC(2026, 10, 21);
const HOUR_ON = Date.UTC(2026, 10, 21, 1);
const channel = aChannel({ name: 'dba' });

function aRef(name: string, overrides: Partial<AlertRef> = {}): AlertRef {
  return { channel: 'dba', fingerprint: name.padEnd(22, 'A'), version: 2, status: 'firing', level: 3, ...overrides };
}

function itemOf({ channel: name, fingerprint }: AlertRef, { dueAt, ...more }: Partial<AlertItem>): AlertItem {
  const { dueAt: _due, ...item } = anItem({ id: 'a' }, { channel: name, fingerprint, version: 2, ...more });
  return dueAt === undefined ? item : { ...item, dueAt };
}

/** What is left doubtful of these on an idle lane, and what was read and written for it. */
async function left(
  doubtful: readonly AlertRef[] | undefined,
  items: readonly AlertItem[] = [],
  doubtfulDueAt?: number,
) {
  const [read, noted, written]: [AlertKey[], Shown[], Lane[]] = [[], [], []];
  const lane: Lane = {
    ...emptyLane('r'),
    ...(doubtful === undefined ? {} : { doubtful }),
    ...(doubtfulDueAt === undefined ? {} : { doubtfulDueAt }),
  };
  await forgetDoubtful({ lane, channels: [channel] }, {
    now: () => NOW,
    alerts: {
      read: async (keys: readonly AlertKey[]) => {
        read.push(...keys);
        return items;
      },
      noteMaybeShown: async (shown: Shown) => {
        noted.push(shown);
        return 'noted';
      },
    },
    lanes: {
      amend: async (_from: Lane, next: Lane) => {
        written.push(next);
        return 'amended';
      },
    },
  } as unknown as Parameters<typeof forgetDoubtful>[1]);

  return { read: read.length, written, ...(noted.length === 0 ? {} : { noted }) };
}

const [ONE, TWO] = [aRef('one'), aRef('two')];

test('a lane without anything doubtful costs nothing', async () => {
  expect(await left(undefined)).toEqual({ read: 0, written: [] });
});

test('what is put off stays doubtful, and the lane remembers when the first of it is due', async () => {
  const items = [itemOf(ONE, { dueAt: HOUR_ON + 1 }), itemOf(TWO, { dueAt: HOUR_ON })];
  const doubtful = [ONE, TWO];
  expect(await left(doubtful, items)).toEqual({
    read: 2,
    written: [{ ...emptyLane('r'), doubtful, doubtfulDueAt: HOUR_ON }],
  });
});

test('before then it costs nothing; from then on it is looked at again', async () => {
  const items = [itemOf(ONE, { dueAt: HOUR_ON })];
  expect(await left([ONE], items, NOW + 1)).toEqual({ read: 0, written: [] });
  expect(await left([ONE], items, NOW)).toMatchObject({ read: 1, written: [{ doubtfulDueAt: HOUR_ON }] });
});

test('where some of it is due it is looked at each time, and nothing is written for it', async () => {
  const items = [itemOf(ONE, { dueAt: HOUR_ON }), itemOf(TWO, { dueAt: NOW })];
  expect(await left([ONE, TWO], items)).toEqual({ read: 2, written: [] });
});

test.each<[string, Partial<AlertItem>]>([
  ['was told or has nothing to say', {}],
  ['was told in that state, and repeats later', { dueAt: HOUR_ON, told: 'firing', toldVersion: 2 }],
])('what %s is forgotten, and only that', async (_, state) => {
  const items = [itemOf(ONE, { dueAt: HOUR_ON, told: 'resolved', toldVersion: 1 }), itemOf(TWO, state)];
  expect((await left([ONE, TWO], items)).written).toEqual([
    { ...emptyLane('r'), doubtful: [ONE], doubtfulDueAt: HOUR_ON },
  ]);
});

test('so is what is gone; what belongs to channels that are told on another lane by now remembers it itself', async () => {
  const elsewhere = aRef('one', { channel: 'ops' });
  expect(await left([TWO, elsewhere], [])).toEqual({ read: 1, written: [emptyLane('r')], noted: [elsewhere] });
});

test('an alert that is doubtful in two states is read once', async () => {
  const both = [aRef('one', { version: 1 }), ONE];
  expect(await left(both, [itemOf(ONE, { dueAt: NOW })])).toEqual({ read: 1, written: [] });
});
