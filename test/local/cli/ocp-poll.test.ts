import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readKnownFiring } from '#local/cli/ocp/known-firing.ts';
import { MOST_KNOWN } from '#shared/polling/known-firing.ts';
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

describe('two pollers at once, and one that dies', () => {
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

  test('a ledger with more alerts than are read is said', async () => {
    const item = { id: '1', status: 'firing' };
    const page = (cursor: string | null) => async () => ({ items: Array.from({ length: 1_000 }, () => item), cursor });
    const cut = await readKnownFiring(page('more'), 'ocp-prod', '2026-11-21T00:00:00Z');
    expect(cut).toMatchObject({ isCut: true });
    expect(cut.ids).toHaveLength(MOST_KNOWN);
    expect(await readKnownFiring(page(null), 'ocp-prod', '2026-11-21T00:00:00Z')).toMatchObject({ isCut: false });
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

    ocp.instead = () => ({ status: 403, body: '{}' });
    expect(await relay.run(argsOf())).toMatchObject({ code: 1, err: expect.stringContaining('may not read alarms') });

    const stopped = await startFakeOcp();
    await stopped.close();
    const elsewhere = argsOf().map((word) => (word === ocp.url ? stopped.url : word));
    expect(await relay.run(elsewhere)).toMatchObject({
      code: 1,
      err: expect.stringContaining('the connection failed (ECONNREFUSED): is OCP up, and is this its address?'),
    });
  });

  test('a relay that refuses ends the round: nothing is taken for told', async () => {
    fill(1, 1);
    const reader = cliFor(relay.url, 'fake-read-token-01');
    expect(await reader(argsOf())).toMatchObject({ code: 1, err: expect.stringContaining('scope') });
    expect(await ledger()).toEqual({});
  });
});
