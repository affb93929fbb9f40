import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOcp } from '#shared/adapters/http/ocp.ts';
import { endMissing } from '#shared/polling/end-missing.ts';
import type { Alarm } from '#shared/polling/ocp.ts';
import { createPollMemory } from '#shared/polling/poll-memory.ts';
import { pollOcp } from '#shared/polling/poll-ocp.ts';
import { createTurns } from '#shared/polling/turns.ts';
import { ACCESS_KEY, alarmOf, type FakeOcp, startFakeOcp } from '#test/fakes/ocp.ts';

let ocp: FakeOcp;
beforeAll(async () => {
  ocp = await startFakeOcp();
});
afterAll(() => ocp.close());
beforeEach(() => {
  ocp.alarms.length = 0;
  ocp.asked.length = 0;
  memory.clear();
  [ocp.onPage, ocp.instead] = [undefined, undefined];
});

/** Of a poller that was started anew for each round. */
const ledgerEachTime = (ids: () => readonly string[]) =>
  createPollMemory({ readLedger: async () => ({ ids: ids(), isCut: false }), now: () => 0 });
const ledgerInMemory = () =>
  ledgerEachTime(() => [...memory].flatMap(([id, status]) => (status === 'Active' ? id : [])));
/** A round against an OCP, and a ledger in memory that keeps what it is told last. */
const memory = new Map<string, string>();
const roundInMemory = (turns = createTurns(() => 0), known = ledgerInMemory()) =>
  pollOcp({
    ocp: createOcp({
      url: ocp.url,
      credentials: { kind: 'access-key', ...ACCESS_KEY },
      timeoutMs: 5_000,
      now: () => Date.now(),
    }),
    memory: known,
    tell: async (alarms) => {
      for (const { id, status } of alarms) memory.set(String(id), status);
    },
    pause: async () => undefined,
    turns,
  });
const fill = (from: number, count: number) =>
  ocp.alarms.push(...Array.from({ length: count }, (_, nth) => alarmOf(from + nth)));

describe('nothing is over', () => {
  test('of a batch that broke off, though the pages before are told', async () => {
    fill(1, 120);
    await roundInMemory();
    for (const alarm of ocp.alarms) alarm.status = 'Inactive';
    fill(1_000, 120);
    ocp.instead = (target) => (target.includes('page=2') ? { status: 502, body: '' } : undefined);

    expect(await roundInMemory()).toMatchObject({
      batch: 'partial',
      ended: 0,
      problems: ['page 2: OCP answered 502'],
    });
    expect([...memory.values()].every((status) => status === 'Active')).toBe(true);
    expect(memory.size).toBe(220);
  });

  test('that is longer than anybody reads: a relay that read on would have no memory left for its alerts', async () => {
    fill(1, 3);
    await roundInMemory();
    ocp.instead = () => ({ status: 200, body: `{"data":"${'x'.repeat(16 * 1024 * 1024)}` });

    expect(await roundInMemory()).toMatchObject({
      batch: 'partial',
      ended: 0,
      problems: ['page 1: the answer has more than 16777216 bytes'],
    });
  });

  test('while the list changes under the reader twice; changed once it is read again', async () => {
    fill(1, 110);
    await roundInMemory();
    let changes = 2;
    ocp.onPage = (page) => {
      if (page === 1 && changes > 0) {
        changes -= 1;
        ocp.alarms.shift();
      }
    };

    expect(await roundInMemory()).toMatchObject({ batch: 'partial', problems: [expect.stringContaining('changed')] });
    expect([...memory.values()]).not.toContain('Inactive');
    changes = 1;
    expect(await roundInMemory()).toMatchObject({ batch: 'full' });
  });

  test('that only moved to another page, though the count is the same', async () => {
    fill(1, 110);
    await roundInMemory();
    // The first goes, another comes: the 101st is on no page that was read, and the count fits.
    ocp.onPage = (page) => {
      if (page === 1) Object.assign(ocp.alarms[0] ?? {}, { status: 'Inactive' });
      if (page === 1) fill(1_000, 1);
      ocp.onPage = undefined;
    };

    expect(await roundInMemory()).toMatchObject({ batch: 'full', ended: 0 });
    expect(memory.get('101')).toBe('Active');
  });
});

test('an entry of the list that is no alarm is said, and keeps no other from being told, or from ending', async () => {
  fill(1, 3);
  await roundInMemory();
  Object.assign(ocp.alarms[1] ?? {}, { status: 'Inactive' });
  const list = { contents: [{ id: 7 }, null, alarmOf(1), alarmOf(3)], page: { totalElements: 4, totalPages: 1 } };
  ocp.instead = (target) =>
    target.includes('size=') ? { status: 200, body: JSON.stringify({ data: list, successful: true }) } : undefined;

  expect(await roundInMemory()).toMatchObject({
    ...{ batch: 'full', active: 2, ended: 1 },
    problems: ["2 in OCP's list are no alarms: they have no id, or no status"],
  });
  expect(Object.fromEntries(memory)).toEqual({ 1: 'Active', 2: 'Inactive', 3: 'Active' });
});

describe('one alarm that can not be asked for', () => {
  const askedFor = () => ocp.asked.flatMap((target) => /alarms\/(\d+)$/.exec(target)?.[1] ?? []);
  const over = { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' };

  test.each([
    { status: 403, body: '{}' },
    { status: 500, body: '' },
    { status: 200, body: '{"successful":false}' },
  ])('keeps none of the others from ending: $status $body', async (answer) => {
    fill(1, 3);
    await roundInMemory();
    for (const alarm of ocp.alarms) Object.assign(alarm, over);
    ocp.instead = (target) => (target.endsWith('/1') ? answer : undefined);

    expect(await roundInMemory()).toMatchObject({ ended: 2, left: 0, problems: [expect.stringMatching(/^alarm 1: /)] });
    expect(Object.fromEntries(memory)).toEqual({ 1: 'Active', 2: 'Inactive', 3: 'Inactive' });
  });

  test('and two hundred that are over are told by the hundred, as what fires is', async () => {
    const parts: number[] = [];
    const missing = Array.from({ length: 200 }, (_, at) => String(at + 1));
    const { over: ended } = await endMissing(missing, {
      ocp: { alarm: async (id) => ({ ...alarmOf(Number(id)), ...over }) },
      turns: createTurns(() => 0),
      tell: async (alarms) => void parts.push(alarms.length),
      pause: async () => undefined,
    });

    expect(parts).toEqual([100, 100]);
    expect(ended).toHaveLength(200);
  });

  test('ends the round when it is the credentials that are refused', async () => {
    fill(1, 3);
    await roundInMemory();
    for (const alarm of ocp.alarms) Object.assign(alarm, over);
    ocp.instead = (target) => (target.endsWith('/1') ? { status: 401, body: '{}' } : undefined);

    expect(await roundInMemory()).toMatchObject({ ended: 0, left: 2 });
    expect(askedFor()).toEqual(['1']);
  });

  test('ends the round when it is the fifth in a row, and the next round begins behind it', async () => {
    const turns = createTurns(() => 0);
    fill(1, 7);
    await roundInMemory(turns);
    for (const alarm of ocp.alarms) Object.assign(alarm, over);
    ocp.instead = (target) => (/alarms\/[1-5]$/.test(target) ? { status: 500, body: '' } : undefined);

    expect(await roundInMemory(turns)).toMatchObject({ ended: 0, left: 2 });
    expect(await roundInMemory(turns)).toMatchObject({ ended: 2, left: 0 });
  });

  test('is named with four others at most: the rest is counted', async () => {
    fill(1, 14);
    await roundInMemory();
    for (const alarm of ocp.alarms) Object.assign(alarm, over);
    ocp.instead = (target) => (/[13579]$/.test(target) ? { status: 500, body: '' } : undefined);

    const { problems } = await roundInMemory();
    expect(problems).toHaveLength(6);
    expect(problems.at(-1)).toBe('2 more alarms could not be asked for');
  });

  test('nor do 200 of which OCP tells nothing: the one behind them is asked for in the second round', async () => {
    const turns = createTurns(() => 0);
    fill(1, 201);
    await roundInMemory(turns);
    ocp.alarms.splice(0, 200);
    Object.assign(ocp.alarms[0] ?? {}, over);

    expect(await roundInMemory(turns)).toMatchObject({ ended: 0, unknown: 200, left: 1 });
    expect(await roundInMemory(turns)).toMatchObject({ ended: 1, unknown: 199, left: 1 });
    expect(memory.get('201')).toBe('Inactive');
  });
});

describe('two pollers at once, and one that dies', () => {
  test('what one tells while the other reads is not over', async () => {
    fill(1, 120);
    let inner: Promise<unknown> | undefined;
    ocp.onPage = (page) => {
      if (page !== 2 || inner !== undefined) return;
      fill(500, 1);
      inner = roundInMemory();
      return inner.then(() => undefined);
    };
    await roundInMemory();

    expect([...memory.values()].every((status) => status === 'Active')).toBe(true);
    expect(memory.get('500')).toBe('Active');
    // The ledger was asked before the pages: it is not even looked at as one that may be over.
    expect(ocp.asked.filter((target) => target.endsWith('/500'))).toEqual([]);
  });

  test('who dies between two pages has told the first, and the next round does the rest', async () => {
    fill(1, 250);
    class Death extends Error {}
    const told = new Set<string>();
    const ports = {
      ocp: { activePage: pageOf, alarm: async () => undefined },
      memory: ledgerEachTime(() => [...told]),
      tell: async (alarms: readonly Alarm[]) => {
        for (const { id } of alarms) told.add(String(id));
      },
      pause: async () => undefined,
      turns: createTurns(() => 0),
    };
    let dies = true;
    async function pageOf(page: number) {
      if (page === 2 && dies) throw new Death();
      const alarms = ocp.alarms.slice((page - 1) * 100, page * 100);
      return { alarms, unreadable: 0, totalElements: ocp.alarms.length, totalPages: 3 };
    }

    await expect(pollOcp(ports)).rejects.toThrow(Death);
    expect(told.size).toBe(100);
    dies = false;
    expect(await pollOcp(ports)).toMatchObject({ batch: 'full', active: 250 });
    expect(told.size).toBe(250);
  });
});

describe('again and again', () => {
  test('what was told in a batch that broke off, or changed, is missed too', async () => {
    let [reads, now] = [0, 0];
    const kept = createPollMemory({
      readLedger: async () => {
        reads += 1;
        return { ids: [], isCut: false };
      },
      now: () => now,
    });
    fill(1, 120);
    ocp.instead = (target) => (target.includes('page=2') ? { status: 502, body: '' } : undefined);
    expect(await roundInMemory(undefined, kept)).toMatchObject({ batch: 'partial' });
    ocp.instead = undefined;
    for (const alarm of ocp.alarms.slice(0, 2)) alarm.status = 'Inactive';

    now = 3_599_999;
    expect(await roundInMemory(undefined, kept)).toMatchObject({ batch: 'full', ended: 2 });
    expect(reads).toBe(1);
  });

  test('of what OCP tells nothing it is asked once more after each reading of the ledger only', async () => {
    let now = 0;
    const kept = createPollMemory({ readLedger: async () => ({ ids: ['7'], isCut: false }), now: () => now });
    const unknown = [];
    for (now of [0, 60_000, 3_600_000, 3_660_000]) unknown.push((await roundInMemory(undefined, kept)).unknown);

    expect(unknown).toEqual([1, 0, 1, 0]);
  });

  test('a ledger that could not be read is read in the next round', async () => {
    let reads = 0;
    const kept = createPollMemory({
      readLedger: async () => {
        reads += 1;
        if (reads === 1) throw new Error('no relay');
        return { ids: ['1'], isCut: false };
      },
      now: () => 0,
    });
    fill(1, 1);
    Object.assign(ocp.alarms[0] ?? {}, { status: 'Inactive' });

    await expect(roundInMemory(undefined, kept)).rejects.toThrow('no relay');
    expect(await roundInMemory(undefined, kept)).toMatchObject({ ended: 1 });
  });

  test('a ledger with more alerts than are read is said in the round that read it', async () => {
    const kept = createPollMemory({ readLedger: async () => ({ ids: [], isCut: true }), now: () => 0 });
    expect((await roundInMemory(undefined, kept)).problems).toEqual([expect.stringContaining('known-since')]);
    expect((await roundInMemory(undefined, kept)).problems).toEqual([]);
  });
});
