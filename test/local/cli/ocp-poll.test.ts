import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readKnownFiring } from '#local/cli/ocp/known-firing.ts';
import { createOcp } from '#shared/adapters/http/ocp.ts';
import { MOST_KNOWN } from '#shared/polling/known-firing.ts';
import { type Alarm, OcpError } from '#shared/polling/ocp.ts';
import { createPollMemory } from '#shared/polling/poll-memory.ts';
import { pollOcp } from '#shared/polling/poll-ocp.ts';
import { createTurns } from '#shared/polling/turns.ts';
import { ACCESS_KEY, alarmOf, type FakeOcp, PASSWORD, startFakeOcp } from '#test/fakes/ocp.ts';
import { type Circumstances, cliFor, GROUP, type RelayForCli, startRelayForCli } from './cli-under-test.ts';

let relay: RelayForCli;
let ocp: FakeOcp;
beforeAll(async () => {
  [relay, ocp] = await Promise.all([startRelayForCli(), startFakeOcp()]);
  await writeFile(join(relay.folder, 'key.json'), JSON.stringify(ACCESS_KEY));
  await writeFile(join(relay.folder, 'password.yaml'), `user: ${PASSWORD.user}\npassword: '${PASSWORD.password}'\n`);
  await relay.run(['channel', 'apply', '-f', '-'], {
    stdin: JSON.stringify({
      name: 'dba',
      type: 'dingtalk',
      robots: [{ webhookUrl: relay.sandbox.webhookUrl(GROUP) }],
    }),
  });
});
afterAll(() => Promise.all([relay.close(), ocp.close()]));
let source = '';
let rounds = 0;
beforeEach(() => {
  rounds += 1;
  source = `ocp-${rounds}`;
  ocp.alarms.length = 0;
  ocp.asked.length = 0;
  memory.clear();
  [ocp.onPage, ocp.instead] = [undefined, undefined];
});

const argsOf = (credentials = 'key.json') => [
  ...['ocp', 'poll', '--ocp-url', ocp.url, '--credentials', join(relay.folder, credentials)],
  ...['--source', source],
];
const poll = (around?: Circumstances) => relay.run([...argsOf(), '--json'], around);
async function polled() {
  const { code, out, err } = await poll();
  return { code, err, ...JSON.parse(out) };
}
/** Ids by their status in the relay's ledger. */
async function ledger(): Promise<Record<string, string>> {
  const { out } = await relay.run(['alert', 'list', '--source', source, '--limit', '10000', '--json']);
  const rows: readonly { id: string; status: string }[] = JSON.parse(out).items;
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
}
/** Of a poller that was started anew for each round. */
const ledgerEachTime = (ids: () => readonly string[]) =>
  createPollMemory({ readLedger: async () => ({ ids: ids(), isCut: false }), now: () => 0 });
const ledgerInMemory = () =>
  ledgerEachTime(() => [...memory].flatMap(([id, status]) => (status === 'Active' ? id : [])));
/** A round against the same OCP, and a ledger in memory that keeps what it is told last. */
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

describe('a round', () => {
  test('tells all pages of what is active, and what is over as OCP says it', async () => {
    fill(1, 120);
    expect(await polled()).toMatchObject({ code: 0, batch: 'full', active: 120, pages: 2, ended: 0, problems: [] });
    expect(Object.values(await ledger()).filter((status) => status === 'firing')).toHaveLength(120);

    Object.assign(ocp.alarms[6] ?? {}, { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' });
    expect(await polled()).toMatchObject({ batch: 'full', active: 119, ended: 1 });
    expect(await ledger()).toMatchObject({ 6: 'firing', 7: 'resolved', 8: 'firing' });
    const { out } = await relay.run(['alert', 'show', '7', '--source', source, '--json']);
    expect(JSON.parse(out)).toMatchObject({ level: 'down', resolvedAt: '2026-11-21T02:00:00Z' });
    expect(ocp.asked.filter((target) => target.includes('size='))).toHaveLength(4);
    expect(ocp.asked.at(-1)).toBe('/api/v2/alarm/alarms/7');
  });

  test('shows itself by a password too, and says in words what it did', async () => {
    fill(1, 2);
    expect(await relay.run(argsOf('password.yaml'))).toEqual({ code: 0, err: '', out: '2 active on 1 page, 0 over\n' });
  });

  test('needs a token for ingest and read, which may be bound to the source', async () => {
    fill(1, 2);
    const scopes = ['--scope', 'ingest,read', '--source', source];
    const { out: token } = await relay.run(['token', 'create', `poller-${rounds}`, ...scopes]);
    const bound = cliFor(relay.url, token.trim());

    expect(await bound(argsOf())).toMatchObject({ code: 0, out: '2 active on 1 page, 0 over\n' });
    ocp.alarms[0] = alarmOf(1, { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' });
    expect(await bound(argsOf())).toMatchObject({ code: 0, out: '1 active on 1 page, 1 over\n' });
    expect(await ledger()).toEqual({ 1: 'resolved', 2: 'firing' });
  });

  test('of nothing active is a full one as well', async () => {
    expect(await polled()).toMatchObject({ code: 0, batch: 'full', active: 0, pages: 1 });
  });
});

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

  test('of which OCP tells nothing, or tells that it may not', async () => {
    fill(1, 3);
    await poll();
    ocp.alarms.shift();
    expect(await polled()).toMatchObject({ code: 0, ended: 0, unknown: 1 });

    ocp.instead = (target) => (target.endsWith('/1') ? { status: 403, body: '{}' } : undefined);
    expect(await polled()).toMatchObject({
      code: 1,
      ended: 0,
      problems: [expect.stringContaining('refused the cred')],
    });
    expect((await ledger())['1']).toBe('firing');
  });
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

  test('a round of its own begins anywhere, and asks for each once', () => {
    const ids = ['9', '10', '1', '9007199254740993', '9007199254740992'];
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
        expect(
          createTurns(() => chance)
            .order(ids)
            .toSorted(),
        ).toEqual(ids.toSorted());
      }),
    );
    const firsts = [0, 0.2, 0.4, 0.6, 0.8].map((chance) => createTurns(() => chance).order(ids)[0]);
    expect(firsts).toEqual(['1', '9', '10', '9007199254740992', '9007199254740993']);
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

  test('both come to the same, and nothing is told twice as new', async () => {
    fill(1, 20);
    await poll();
    Object.assign(ocp.alarms[3] ?? {}, { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' });
    await Promise.all([poll(), poll()]);

    const states = Object.entries(await ledger());
    expect(states.filter(([, status]) => status === 'resolved')).toEqual([['4', 'resolved']]);
    const { out } = await relay.run(['alert', 'show', '4', '--source', source, '--json']);
    expect(JSON.parse(out).story.filter(({ what }: { what: string }) => what === 'resolved').length).toBeLessThan(2);
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
      return { alarms, totalElements: ocp.alarms.length, totalPages: 3 };
    }

    await expect(pollOcp(ports)).rejects.toThrow(Death);
    expect(told.size).toBe(100);
    dies = false;
    expect(await pollOcp(ports)).toMatchObject({ batch: 'full', active: 250 });
    expect(told.size).toBe(250);
  });
});

describe('again and again', () => {
  test('a round that fails is said, and the next one goes on until Ctrl-C', async () => {
    fill(1, 1);
    const stop = new AbortController();
    let round = 0;
    ocp.instead = () => (round === 0 ? { status: 500, body: '' } : undefined);
    const ran = await relay.run([...argsOf(), '--every', '60s'], {
      interrupted: stop.signal,
      sleep: async (ms) => {
        if (ms === 60_000) round += 1;
        if (round === 2) stop.abort();
      },
    });

    expect(ran).toEqual({
      code: 0,
      err: 'note: page 1: OCP answered 500\n',
      out: '0 active on 0 pages (not all), nothing is said to be over\n1 active on 1 page, 0 over\n',
    });
  });

  test('what one round told is missed by the next; the ledger is read at the start and once an hour, for the same span', async () => {
    fill(1, 3);
    const fetched = vi.spyOn(globalThis, 'fetch');
    const stop = new AbortController();
    const started = Date.now();
    let [now, round] = [started, 0];
    const end = (at: number) =>
      Object.assign(ocp.alarms[at] ?? {}, { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' });
    const ran = await relay.run([...argsOf('password.yaml'), '--every', '60s'], {
      interrupted: stop.signal,
      now: () => now,
      sleep: async (ms) => {
        if (ms !== 60_000) return;
        round += 1;
        now = started + ([0, 60_000, 120_000, 3_600_000, 3_660_000][round] ?? 0);
        if (round === 1 || round === 3) end(round - 1);
        if (round === 5) stop.abort();
      },
    });
    const since = fetched.mock.calls.flatMap(([to]) => new URL(String(to)).searchParams.get('since') ?? []);
    fetched.mockRestore();

    expect(ran.out.match(/\d over/g)).toEqual(['0 over', '1 over', '0 over', '1 over', '0 over']);
    expect(since.map((time) => Date.parse(time) - started)).toEqual([-7 * 86_400_000, 3_600_000 - 7 * 86_400_000]);
    expect(await ledger()).toEqual({ 1: 'resolved', 2: 'firing', 3: 'resolved' });
  });

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

  test('a ledger with more alerts than are read is said', async () => {
    const item = { id: '1', status: 'firing' };
    const page = (cursor: string | null) => async () => ({ items: Array.from({ length: 1_000 }, () => item), cursor });
    const cut = await readKnownFiring(page('more'), 'ocp-prod', '2026-11-21T00:00:00Z');
    expect(cut).toMatchObject({ isCut: true });
    expect(cut.ids).toHaveLength(MOST_KNOWN);
    expect(await readKnownFiring(page(null), 'ocp-prod', '2026-11-21T00:00:00Z')).toMatchObject({ isCut: false });

    const kept = createPollMemory({ readLedger: async () => ({ ids: [], isCut: true }), now: () => 0 });
    expect((await roundInMemory(undefined, kept)).problems).toEqual([expect.stringContaining('known-since')]);
    expect((await roundInMemory(undefined, kept)).problems).toEqual([]);
  });

  test.each(['last week', '7x'])('not known since %s', async (since) => {
    expect(await relay.run([...argsOf(), '--known-since', since])).toMatchObject({ code: 2 });
    expect(ocp.asked).toEqual([]);
  });

  test.each(['5s', '2h', 'often'])('not every %s', async (every) => {
    expect(await relay.run([...argsOf(), '--every', every])).toMatchObject({
      code: 2,
      err: expect.stringContaining('10s to 1h'),
    });
  });
});

describe('what it can not do is said without a secret', () => {
  test('wrong credentials, in the file and at OCP', async () => {
    await writeFile(join(relay.folder, 'odd.json'), '{"user":"x","secretKey":"fake-secret-0"}');
    const odd = await relay.run(argsOf('odd.json'));
    expect(odd).toMatchObject({ code: 2, err: expect.stringContaining('must hold {"user", "password"}') });

    await writeFile(join(relay.folder, 'wrong.json'), JSON.stringify({ ...ACCESS_KEY, secretKey: 'fake-secret-0' }));
    const wrong = await relay.run(argsOf('wrong.json'));
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('OCP refused the credentials (401)') });
    expect(odd.err + wrong.err).not.toContain('fake-secret-0');
  });

  test('an OCP that is not there, or is something else', async () => {
    ocp.instead = () => ({ status: 200, body: '<html>' });
    expect(await relay.run(argsOf())).toMatchObject({
      code: 1,
      err: expect.stringContaining('is this the address'),
    });
    ocp.instead = () => ({ status: 200, body: '{"data":{"contents":[{}]}}' });
    expect(await relay.run(argsOf())).toMatchObject({ code: 1, err: expect.stringContaining('not a list of alarms') });

    const elsewhere = argsOf().map((word) => (word === ocp.url ? 'http://127.0.0.1:9' : word));
    expect(await relay.run(elsewhere)).toMatchObject({ code: 1, err: expect.stringContaining('connection failed') });
  });

  test('a relay that refuses ends the round: nothing is taken for told', async () => {
    fill(1, 1);
    const reader = cliFor(relay.url, 'fake-read-token-01');
    expect(await reader(argsOf())).toMatchObject({ code: 1, err: expect.stringContaining('scope') });
    expect(await ledger()).toEqual({});
  });
});

test('whatever OCP answers page by page, only what it itself calls over is told as over, and only of a full batch', async () => {
  const page = fc.record({
    ids: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
    totalElements: fc.integer({ min: 0, max: 12 }),
    fails: fc.boolean(),
  });
  const statuses = fc.dictionary(
    fc.constantFrom('1', '2', '3', '4', '5'),
    fc.constantFrom('Active', 'Inactive', 'gone'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 4 }), statuses, async (pages, states) => {
      const told: { id: string; status: string }[] = [];
      const result = await pollOcp({
        ocp: {
          activePage: async (nth) => {
            const each = pages[(nth - 1) % pages.length];
            if (each === undefined || each.fails) throw new OcpError('no');
            const alarms = each.ids.map((id) => ({ id, status: 'Active' }));
            return { alarms, totalElements: each.totalElements, totalPages: pages.length };
          },
          alarm: async (id) => {
            const status = states[id] ?? 'gone';
            return status === 'gone' ? undefined : { id, status };
          },
        },
        memory: ledgerEachTime(() => ['1', '2', '3', '4', '5', 'rule|target']),
        tell: async (alarms) => void told.push(...alarms.map(({ id, status }) => ({ id: String(id), status }))),
        pause: async () => undefined,
        turns: createTurns(() => 0),
      });
      const over = told.filter(({ status }) => status !== 'Active');

      expect(over.every(({ id }) => states[id] === 'Inactive')).toBe(true);
      expect(over).toHaveLength(result.ended);
      if (result.batch === 'partial') expect(over).toEqual([]);
    }),
  );
});
