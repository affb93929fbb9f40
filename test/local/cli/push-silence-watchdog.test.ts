import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cliFor, type Run } from './cli-under-test.ts';

/** A stand-in that keeps what is asked of it, and answers each route as it is told. */
async function standIn(answers: Readonly<Record<string, unknown>>) {
  const asked: { readonly route: string; readonly body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const route = `${request.method} ${request.url}`;
    asked.push({ route, body: text === '' ? undefined : JSON.parse(text) });
    const answer = answers[route];
    response
      .writeHead(answer === undefined ? 404 : answer === null ? 204 : 200)
      .end(answer === null ? '' : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const run: Run = cliFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  return { run, asked };
}

describe('silences', () => {
  const SILENCE = {
    id: '0mi3w6qyo-1f9k',
    state: 'in-effect',
    matchers: ['ob_cluster=obcluster-1'],
    channels: null,
    endsAt: '2026-11-21T07:30:00.000Z',
    daily: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' },
    remark: '升级',
    author: 'dba',
    suppressedCount: 17,
  };

  test('are added from matchers and options', async () => {
    const { run, asked } = await standIn({ 'POST /v1/silences': SILENCE });
    const added = await run([
      'silence',
      'add',
      'ob_cluster=obcluster-1',
      'level=~"warning|info"',
      '--for',
      '6h',
      '-c',
      'dba,oncall',
      '--daily',
      '22:00-06:00',
      '--time-zone',
      'UTC',
      '--remark',
      '升级',
      '--exclude',
      '*sys*',
      '--object-type',
      '租户',
    ]);
    expect(added).toMatchObject({ code: 0, out: '0mi3w6qyo-1f9k  in-effect, until 2026-11-21 15:30:00\n' });
    expect(asked).toEqual([
      {
        route: 'POST /v1/silences',
        body: {
          matchers: ['ob_cluster=obcluster-1', 'level=~"warning|info"'],
          duration: '6h',
          channels: ['dba', 'oncall'],
          daily: { from: '22:00', to: '06:00', timeZone: 'UTC' },
          remark: '升级',
          excludedObjects: ['*sys*'],
          objectType: '租户',
        },
      },
    ]);
  });

  test.each([
    [['a=b'], /how long/],
    [['a=b', '--for', '1h', '--until', '2026-11-21T00:00:00Z'], /cannot be used with/],
    [['a=b', '--for', '1h', '--daily', '22-6'], /22:00-06:00/],
    [['a=b', '--for', '1h', '--time-zone', 'UTC'], /--daily/],
    [['--for', '1h'], /missing required argument/],
  ])('%j is refused before anything is sent', async (argv, problem) => {
    const { run, asked } = await standIn({});
    expect(await run(['silence', 'add', ...argv])).toMatchObject({ code: 2, err: expect.stringMatching(problem) });
    expect(asked).toEqual([]);
  });

  test('are listed and ended', async () => {
    const { run } = await standIn({
      'GET /v1/silences?state=in-effect&limit=100': { items: [SILENCE], cursor: null },
      'DELETE /v1/silences/0mi3w6qyo-1f9k': null,
    });
    expect((await run(['silence', 'list', '--state', 'in-effect'])).out.split('\n')[1]).toBe(
      'in-effect  2026-11-21 15:30  22:00-06:00  ob_cluster=obcluster-1  all         17  dba  0mi3w6qyo-1f9k  升级',
    );
    expect(await run(['silence', 'end', SILENCE.id])).toMatchObject({ code: 0, out: '0mi3w6qyo-1f9k ended\n' });
  });
});

describe('inhibition rules', () => {
  const RULES = {
    rules: [
      {
        ...{ name: 'server down', sourceMatchers: ['level=down'], targetMatchers: ['level!=down'] },
        ...{ equal: ['ob_cluster', 'host_ip'], channels: ['dba'], sourceTimeout: '6h' },
      },
      { name: 'all', sourceMatchers: ['a=b'], targetMatchers: ['c=d'], equal: [], sourceTimeout: '30m' },
    ],
  };

  test('are listed, and replaced by a file', async () => {
    const { run, asked } = await standIn({ 'GET /v1/inhibitions': RULES, 'PUT /v1/inhibitions': { rules: [] } });
    expect((await run(['inhibition', 'list'])).out.trimEnd().split('\n')).toEqual([
      'RULE         WHILE THIS FIRES  NOT TOLD     EQUAL                CHANNELS  TIMEOUT',
      'server down  level=down        level!=down  ob_cluster, host_ip  dba       6h',
      'all          a=b               c=d                               all       30m',
    ]);
    expect(JSON.parse((await run(['inhibition', 'list', '--json'])).out)).toEqual(RULES);
    const applied = await run(['inhibition', 'apply', '-f', '-'], { stdin: 'rules: []\n' });
    expect(applied).toMatchObject({ code: 0, out: 'no inhibition rules: nothing is inhibited\n' });
    expect(asked.at(-1)).toEqual({ route: 'PUT /v1/inhibitions', body: { rules: [] } });
  });
});

describe('watchdogs', () => {
  const WATCHDOGS = {
    sources: [
      { source: 'ocp', silentAfterMinutes: 30, channels: ['dba', 'oncall'], level: 'critical', repeatMinutes: 60 },
      { source: 'cron', silentAfterMinutes: 1_500, channels: ['dba'], level: 'warning', repeatMinutes: 600 },
    ],
    silentAlerts: [
      { source: 'ocp', silentAfterMinutes: 60, policy: 'close' },
      { source: 'n9e', silentAfterMinutes: 720, policy: 'name' },
    ],
  };
  const STATUS = {
    items: [
      { source: 'ocp', state: 'silent', lastHeardAt: '2026-11-21T01:00:00Z', silentSince: '2026-11-21T01:00:00Z' },
      { source: 'cron', state: 'waiting', lastHeardAt: null, silentSince: null },
    ],
    cursor: null,
  };

  test('are listed with how their sources are', async () => {
    const { run } = await standIn({ 'GET /v1/watchdogs': WATCHDOGS, 'GET /v1/watchdogs/sources': STATUS });
    expect((await run(['watchdog', 'list'])).out.trimEnd().split('\n')).toEqual([
      'SOURCE  STATE    LAST HEARD           SILENT AFTER  AGAIN AFTER  LEVEL     CHANNELS',
      'ocp     silent   2026-11-21 09:00:00  30 min        60 min       critical  dba, oncall',
      'cron    waiting  never                1500 min      600 min      warning   dba',
      '',
      'alerts of ocp without a word for 60 min are named and closed',
      'alerts of n9e without a word for 720 min are named',
    ]);
    expect(JSON.parse((await run(['watchdog', 'list', '--json'])).out)).toEqual(WATCHDOGS);
    const none = await standIn({ 'GET /v1/watchdogs': {}, 'GET /v1/watchdogs/sources': { items: [], cursor: null } });
    expect((await none.run(['watchdog', 'list'])).out).toBe('no watchdogs: no source is watched\n');
  });

  test('are replaced by a file, and what is odd is said', async () => {
    const { run, asked } = await standIn({
      'PUT /v1/watchdogs': { ...WATCHDOGS, warnings: ['sources[1].source: odd'] },
      'GET /v1/watchdogs/sources': STATUS,
    });
    const stdin = 'sources:\n  - { source: ocp, silentAfterMinutes: 30, channels: [dba] }\n';
    expect(await run(['watchdog', 'apply', '-f', '-'], { stdin })).toMatchObject({
      code: 0,
      err: 'note: sources[1].source: odd\n',
    });
    expect(asked[0]?.body).toEqual({ sources: [{ source: 'ocp', silentAfterMinutes: 30, channels: ['dba'] }] });
  });
});

describe('push settings', () => {
  const SETTINGS = {
    defaultChannel: 'dba',
    rules: [
      {
        name: '紧急',
        enabled: true,
        match: { sources: ['ocp'], atLeast: 'critical' },
        channels: ['oncall'],
        limits: { perHour: 20, perDay: 100, over: 'drop' },
        language: 'en_US',
        continue: true,
      },
      {
        name: 'day',
        enabled: false,
        channelsByLevel: { info: ['dba'] },
        window: { days: ['mon', 'fri'], to: '18:00' },
      },
    ],
  };

  test('are listed in their order', async () => {
    const { run } = await standIn({ 'GET /v1/push-settings': SETTINGS });
    expect((await run(['push', 'list'])).out.trimEnd().split('\n')).toEqual([
      'RULE  MATCHES                          CHANNELS   WINDOW                                       TELLS                              THEN',
      '紧急  sources: ocp; atLeast: critical  oncall                                                  20/hour, 100/day else drop; en_US  goes on',
      'day   everything                       info: dba  mon,fri 00:00-18:00 Asia/Shanghai else hold                                     is off',
      '',
      'what no rule is for goes to dba',
    ]);
    const none = await standIn({ 'GET /v1/push-settings': {} });
    expect((await none.run(['push', 'list'])).out).toContain('every enabled channel gets everything');
  });

  test('are replaced by a file, and what is odd is said', async () => {
    const { run, asked } = await standIn({ 'PUT /v1/push-settings': { ...SETTINGS, warnings: ['rules[1] is off'] } });
    const stdin = 'defaultChannel: dba\nrules: []\n';
    expect(await run(['push', 'apply', '-f', '-'], { stdin })).toMatchObject({
      code: 0,
      err: 'note: rules[1] is off\n',
    });
    expect(asked[0]?.body).toEqual({ defaultChannel: 'dba', rules: [] });
  });

  test('say where an alert would go, and what does not fit', async () => {
    const terms = { window: 'held', until: '2026-11-21T01:00:00Z', recovery: 'as-channel' };
    const told = { limits: { perDay: 3, over: 'hold' }, language: null };
    const { run, asked } = await standIn({
      'POST /v1/push-settings/explain?at=2026-11-21T00%3A00%3A00.000Z': {
        channels: [{ channel: 'dba', state: 'disabled', rule: null, why: 'default-channel', ...terms, ...told }],
        rules: [
          {
            rule: '紧急',
            outcome: 'other',
            channels: ['oncall'],
            ...terms,
            parts: [
              { part: 'sources', fits: true, wanted: ['ocp'], given: 'ocp' },
              { part: 'atLeast', fits: false, wanted: ['critical'], given: 'info' },
            ],
          },
        ],
      },
    });
    const explained = await run(['push', 'explain', '-', '--at', '2026-11-21T08:00:00+08:00'], {
      stdin: '{"name":"disk full"}',
    });
    expect(explained.out.trimEnd().split('\n')).toEqual([
      'CHANNEL  STATE     WINDOW                          TELLS            BECAUSE',
      'dba      disabled  held until 2026-11-21 09:00:00  3/day else hold  no rule is for it',
      '',
      'RULE  OUTCOME  CHANNELS  DOES NOT FIT',
      '紧急  other    oncall    atLeast: critical, not info',
    ]);
    expect(asked[0]?.body).toEqual({ name: 'disk full' });
  });
});
