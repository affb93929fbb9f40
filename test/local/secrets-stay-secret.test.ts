import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openEmbeddedTable } from '#local/embedded-table.ts';
import { startRelay } from '#local/relay.ts';
import type { GroupSpec } from '#local/sandbox/group-spec.ts';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { StartError } from '#local/start-error.ts';
import { closedPort, forwardProxy, httpServer, httpsServer, tcpServer } from '#test/adapters/http/local-servers.ts';
import { selfSigned } from '#test/adapters/http/self-signed.ts';
import { RelayProcess } from '#test/faults/relay-process.ts';
import { temporaryFolder } from './home/temporary-folder.ts';
import { BROKEN_BODIES, ODD_PATHS, pryingTemplates, RAW_REQUESTS, REFUSED_CHANNELS } from './secrets/attacks.ts';
import { ApiClient, Evidence } from './secrets/evidence.ts';
import { ECHO_MODES, startHostileRobot } from './secrets/hostile-robot.ts';
import { PLANTED, secretsIn, variantOf } from './secrets/planted.ts';
import { wholeTable } from './secrets/whole-table.ts';

const { adminToken, ingestToken, readToken, operateToken, wrongToken } = PLANTED;

const ENV = {
  TOCSIN_ADMIN_TOKEN: adminToken,
  TOCSIN_INGEST_TOKEN: ingestToken,
  TOCSIN_READ_TOKEN: readToken,
  TOCSIN_OPERATE_TOKEN: operateToken,
};

const PROXY_AUTH = `${PLANTED.proxyUser}:${encodeURIComponent(PLANTED.proxyPassword)}`;

/** Stand-in groups, each with a rule that refuses what its channel sends; the first two refuse nothing. */
const GROUPS: readonly Omit<GroupSpec, 'name' | 'token'>[] = [
  { product: 'dingtalk', signingKey: PLANTED.signingKey },
  { product: 'wecom' },
  { product: 'dingtalk', signingKey: PLANTED.replacement },
  { product: 'dingtalk', keywords: ['nobody says this'] },
  { product: 'dingtalk', allowedIps: ['192.0.2.1'] },
  { product: 'dingtalk', filterWords: ['disk'] },
  { product: 'dingtalk', perMinute: 1 },
  { product: 'wecom', perMinute: 1 },
  { product: 'dingtalk', monthlyQuota: 0 },
];

const GROUP_SPECS: readonly GroupSpec[] = GROUPS.map((group, nth) => ({
  ...group,
  name: `group ${nth}`,
  token: variantOf(group.product === 'wecom' ? PLANTED.wecomKey : PLANTED.token, nth),
}));

interface Draft {
  readonly name: string;
  readonly type: 'dingtalk' | 'wecom';
  readonly webhookUrl: string;
  readonly proxy?: string;
  readonly message?: object;
}

function channelOf({ webhookUrl, ...draft }: Draft): object {
  return { ...draft, robots: [{ webhookUrl, ...(draft.type === 'dingtalk' && { signatureKey: PLANTED.signingKey }) }] };
}

/** Servers that go wrong in all ways a relay can meet, with webhooks on them. */
async function startWorld() {
  const stack = new AsyncDisposableStack();
  const hostile = stack.use(await startHostileRobot());
  const untrusted = stack.use(await httpsServer((_, response) => response.end('{"errcode":0}'), selfSigned()));
  const silent = stack.use(await tcpServer(() => undefined));
  const refusing = stack.use(await forwardProxy(407));
  const willing = stack.use(await forwardProxy());
  const echoing = stack.use(
    await httpServer((request, response) => {
      response.end(
        JSON.stringify({ errcode: 310_000, errmsg: `${request.url} ${request.headers['proxy-authorization']}` }),
      );
    }),
  );
  const sandbox = await startSandbox({ groups: GROUP_SPECS });
  stack.defer(() => sandbox.close());
  const closed = await closedPort();
  const hosts = [
    ...[hostile, untrusted, silent].map(({ port }) => `127.0.0.1:${port}`),
    ...[sandbox.host, `127.0.0.1:${closed}`, 'nowhere.invalid:443'],
  ];
  const proxyAt = (port: number): string => `http://${PROXY_AUTH}@127.0.0.1:${port}`;
  const path = `/robot/send?access_token=${encodeURIComponent(PLANTED.oddToken)}`;
  const plain = hostile.webhookUrl('errmsg', 'access_token', PLANTED.oddToken);
  // A robot takes one request at a time: tries at the same one at once would wait for each other.
  const secure = (robot: number) => `https://127.0.0.1:${untrusted.port}${path}${robot}`;
  const unreachable: readonly (readonly [string, Omit<Draft, 'name' | 'type'>])[] = [
    ['dns', { webhookUrl: `https://nowhere.invalid${path}` }],
    ['refused', { webhookUrl: `https://127.0.0.1:${closed}${path}` }],
    ['tls', { webhookUrl: secure(1) }],
    ['timeout', { webhookUrl: `https://127.0.0.1:${silent.port}${path}` }],
    ['proxy', { webhookUrl: secure(2), proxy: proxyAt(refusing.port) }],
    ['proxy', { webhookUrl: plain, proxy: proxyAt(refusing.port) }],
    ['proxy', { webhookUrl: secure(3), proxy: proxyAt(closed) }],
    ['proxy', { webhookUrl: secure(4), proxy: proxyAt(silent.port) }],
    ['tls', { webhookUrl: secure(5), proxy: proxyAt(willing.port) }],
    ['no-answer', { webhookUrl: hostile.webhookUrl('reset', 'access_token', PLANTED.oddToken) }],
    ['no-answer', { webhookUrl: hostile.webhookUrl('hang', 'access_token', PLANTED.oddToken) }],
  ];
  const drafts: readonly Omit<Draft, 'name' | 'type'>[] = [
    { webhookUrl: plain, proxy: proxyAt(willing.port) },
    { webhookUrl: plain, proxy: proxyAt(echoing.port) },
  ];

  return {
    hostile,
    sandbox,
    hosts,
    unreachable,
    drafts,
    noProxy: proxyAt(closed),
    proxied: () => [...refusing.authorizations, ...willing.authorizations],
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

type World = Awaited<ReturnType<typeof startWorld>>;

/** The channels alerts go to: one for each stand-in group, each way to echo, and some prying templates. */
function channelsOf({ hostile, sandbox, noProxy }: World, secretFile: string): readonly Draft[] {
  const group = (nth: number) => sandbox.webhookUrl(GROUP_SPECS[nth]?.token ?? '');
  const prying = pryingTemplates(secretFile, 'few').map((template, nth): Draft => {
    const templates = Object.fromEntries(
      ['single', 'aggregated', 'recovery', 'digest'].map((kind) => [kind, template]),
    );
    const token = variantOf(PLANTED.token, 500 + nth);

    return {
      name: `prying-${nth}`,
      type: 'dingtalk',
      webhookUrl: hostile.webhookUrl('ok-errmsg', 'access_token', token),
      message: { language: 'en_US', templates: { en_US: templates } },
    };
  });

  return [
    ...GROUP_SPECS.map(({ product }, nth): Draft => ({ name: `group-${nth}`, type: product, webhookUrl: group(nth) })),
    ...ECHO_MODES.map(
      (mode, nth): Draft =>
        nth % 2 === 0
          ? { name: mode, type: 'dingtalk', webhookUrl: hostile.webhookUrl(mode, 'access_token', PLANTED.oddToken) }
          : { name: mode, type: 'wecom', webhookUrl: hostile.webhookUrl(mode, 'key', PLANTED.oddWecomKey) },
    ),
    { name: 'reset', type: 'wecom', webhookUrl: hostile.webhookUrl('reset', 'key', PLANTED.wecomKey) },
    {
      name: 'no proxy',
      type: 'wecom',
      webhookUrl: hostile.webhookUrl('html', 'key', PLANTED.wecomKey),
      proxy: noProxy,
    },
    ...prying,
  ];
}

/** A relay on the world's hosts, with what it says as evidence at its end. */
class Witness {
  readonly evidence = new Evidence();
  readonly data: string;
  readonly #relay: RelayProcess;

  constructor(folder: string, { hosts }: World) {
    this.data = join(folder, 'data');
    const allowed = hosts.flatMap((host) => ['--allow-webhook-host', host]);
    this.#relay = new RelayProcess(['--port', '0', '--data', this.data, ...allowed], ENV);
  }

  get secretFile(): string {
    return join(this.data, 'secrets.json');
  }

  async client(): Promise<ApiClient> {
    return new ApiClient(await this.#relay.url, this.evidence);
  }

  async end(): Promise<void> {
    await this.#relay.end('SIGTERM');
    for (const line of [...this.#relay.stdout, ...this.#relay.stderr]) this.evidence.add('the log', line);
    await this.evidence.addFiles(this.data, this.secretFile);
    const table = await openEmbeddedTable(this.data);
    for (const item of await wholeTable(table)) this.evidence.add('the table', item);
    await table.close();
  }

  kill(): Promise<unknown> {
    return this.#relay.end('SIGKILL');
  }
}

async function tryDraft(api: ApiClient, draft: object): Promise<string> {
  const { status, text } = await api.call('POST', '/v1/channels/test', operateToken, draft);
  expect(status, text).toBe(200);

  return JSON.parse(text).reason;
}

/** Draft tests that can't get through; some take as long as their time limits. */
async function tryUnreachable(api: ApiClient, { unreachable }: World): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    unreachable.map(async ([expected, draft], nth) => [
      expected,
      await tryDraft(api, channelOf({ name: `unreachable-${nth}`, type: 'dingtalk', ...draft })),
    ]),
  );
}

/** Draft tests that every stand-in and every echo answers. */
async function tryAnswered(api: ApiClient, world: World): Promise<ReadonlySet<string>> {
  const reasons: string[] = [];
  for (const draft of [...GROUP_SPECS.keys()].map((nth) => channelsOf(world, '')[nth])) {
    if (draft !== undefined) reasons.push(await tryDraft(api, channelOf({ ...draft, name: `draft of ${draft.name}` })));
  }
  for (const mode of ECHO_MODES) {
    for (const [type, parameter, token] of [
      ['dingtalk', 'access_token', variantOf(PLANTED.oddToken, 1)],
      ['wecom', 'key', variantOf(PLANTED.oddWecomKey, 1)],
    ] as const) {
      const webhookUrl = world.hostile.webhookUrl(mode, parameter, token);
      await tryDraft(api, channelOf({ name: 'a draft', type, webhookUrl }));
    }
  }
  for (const draft of world.drafts) await tryDraft(api, channelOf({ name: 'a draft', type: 'dingtalk', ...draft }));
  const unknown = world.sandbox.webhookUrl(GROUP_SPECS[0]?.token ?? '').replace(/.{9}$/, PLANTED.token.slice(0, 9));
  reasons.push(await tryDraft(api, channelOf({ name: 'a draft', type: 'dingtalk', webhookUrl: unknown })));

  return new Set(reasons);
}

async function createChannels(api: ApiClient, channels: readonly Draft[]): Promise<void> {
  await Promise.all(
    channels.map(async (channel) => {
      const { status, text } = await api.call('POST', '/v1/channels', adminToken, channelOf(channel));
      expect(status, `${channel.name} ${text}`).toBe(201);
    }),
  );
}

/** Everything that is refused, with the right token, with others and with none. */
async function attack(api: ApiClient, secretFile: string): Promise<void> {
  for (const [method, path] of [
    ['POST', '/v1/channels'],
    ['PUT', '/v1/channels/group-0'],
    ['POST', '/v1/channels/test'],
  ] as const) {
    for (const body of [...REFUSED_CHANNELS, ...BROKEN_BODIES]) {
      const { status, text } = await api.call(method, path, adminToken, body);
      expect([400, 422], `${JSON.stringify(body)} ${text}`).toContain(status);
    }
  }
  for (const token of [wrongToken, readToken, ingestToken, operateToken, '', `${adminToken}x`]) {
    for (const body of REFUSED_CHANNELS.slice(0, 3)) await api.call('POST', '/v1/channels', token, body);
  }
  for (const path of ODD_PATHS) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      for (const token of [wrongToken, adminToken]) {
        await api.call(method, path, token, method === 'GET' ? undefined : BROKEN_BODIES[0]);
      }
    }
  }
  for (const template of pryingTemplates(secretFile, 'all')) {
    for (const type of ['dingtalk', 'wecom']) {
      await api.call('POST', '/v1/preview', readToken, { type, template, kind: 'single' });
    }
  }
  await Promise.all(RAW_REQUESTS.map((bytes) => api.raw(bytes)));
}

/** Changes channels as people do, and as they shouldn't. */
async function change(api: ApiClient, { sandbox }: World): Promise<void> {
  const path = '/v1/channels/group-1';
  const shown = JSON.parse((await api.call('GET', path, readToken)).text);
  const [robot] = shown.robots;
  const whole = { ...shown, robots: [{ ...robot, webhookUrl: sandbox.webhookUrl(GROUP_SPECS[1]?.token ?? '') }] };
  const puts: readonly (readonly [number, object])[] = [
    [200, shown],
    [422, { ...shown, proxy: `http://${PROXY_AUTH}@127.0.0.1:9` }],
    [200, { ...whole, proxy: `http://${PROXY_AUTH}@127.0.0.1:9` }],
    [422, { ...shown, proxy: 'http://***@127.0.0.1:10' }],
    [200, { ...shown, proxy: 'http://127.0.0.1:9' }],
    [422, { ...shown, proxy: null }],
    [200, { ...whole, proxy: null }],
    [422, { ...shown, type: 'dingtalk' }],
    [422, { ...shown, robots: [{ ...robot, webhookUrl: robot.webhookUrl.replace('send', 'spend') }] }],
    [200, { ...shown, robots: [{ ...robot, signatureKey: PLANTED.signingKey }] }],
    [200, { ...shown, robots: [{ ...robot, signatureKey: null }] }],
  ];
  for (const [expected, body] of puts) {
    const { status, text } = await api.call('PUT', path, adminToken, body);
    expect(status, text).toBe(expected);
  }
  const other = {
    ...shown,
    name: 'given-away',
    robots: [{ webhookUrl: robot.webhookUrl.replace('***', PLANTED.replacement) }],
  };
  expect((await api.call('POST', '/v1/channels', adminToken, { ...other, enabled: false })).status).toBe(201);
  expect((await api.call('POST', '/v1/channels', adminToken, other)).status).toBe(409);
  expect((await api.call('DELETE', '/v1/channels/given-away', adminToken)).status).toBe(204);
  await changeTokens(api);
}

/** Makes a token, gives it another value and withdraws it, so that the audit has it all. */
async function changeTokens(api: ApiClient): Promise<void> {
  const made = await api.call('POST', '/v1/tokens', adminToken, { name: 'sender', scopes: ['ingest'] });
  const { id } = JSON.parse(made.text);
  expect((await api.call('POST', `/v1/tokens/${id}/rotate`, adminToken, {})).status).toBe(200);
  expect((await api.call('DELETE', `/v1/tokens/${id}`, adminToken)).status).toBe(204);
}

async function sendAlerts(api: ApiClient): Promise<void> {
  const alerts = ['disk full', 'disk slow'].map((name) => ({ name, target: 'host-1', level: 'critical' }));
  const { status, text } = await api.call('POST', '/v1/alerts', ingestToken, { alerts });
  expect(status, text).toBe(200);
  await api.call('POST', '/v1/alerts', ingestToken, { alerts: [{ ...alerts[0], status: 'resolved' }] });
}

/** Waits until every enabled channel has an attempt on record. */
async function attempted(api: ApiClient, channels: readonly Draft[]): Promise<readonly string[]> {
  let missing: readonly string[] = [];
  for (let tries = 0; tries < 80; tries++) {
    const rows = await api.items('/v1/deliveries', readToken);
    const spoken = new Set(rows.map((row) => row['channel']));
    missing = channels.filter(({ name }) => !spoken.has(name)).map(({ name }) => name);
    if (missing.length === 0) return rows.map((row) => String(row['outcome']));
    await sleep(250);
  }
  throw new Error(`not served: ${missing}`);
}

/** Reads everything there is to read. */
async function readAll(api: ApiClient, channels: readonly Draft[]): Promise<void> {
  for (const row of await api.items('/v1/deliveries', readToken)) {
    await api.call('GET', `/v1/deliveries/${encodeURIComponent(String(row['id']))}`, readToken);
  }
  const alerts = await api.items('/v1/alerts', readToken);
  for (const id of new Set(alerts.map((row) => String(row['id']))))
    await api.call('GET', `/v1/alerts/${id}`, readToken);
  for (const { name } of channels) await api.call('GET', `/v1/channels/${encodeURIComponent(name)}`, readToken);
  const audit = JSON.stringify(await api.items('/v1/audit', adminToken));
  for (const what of [
    'channel-created',
    'channel-replaced',
    'channel-deleted',
    'robots[0].signatureKey',
    'token-rotated',
  ])
    expect(audit).toContain(what);
  for (const path of ['/v1/channels', '/v1/robots', '/v1/openapi.json', '/healthz']) {
    expect((await api.call('GET', path, readToken)).status).toBe(200);
  }
}

/** Somebody edits the secret file and breaks it, or takes its rights away. */
async function breakSecretFile(api: ApiClient, secretFile: string): Promise<void> {
  for (const content of [`{"robots": ${PLANTED.inYaml}`, `"${PLANTED.inYaml}"`, '{"robots":[],"named":1}']) {
    await writeFile(secretFile, content);
    const webhookUrl = `https://oapi.dingtalk.com/robot/send?access_token=${PLANTED.token}`;
    const created = await api.call(
      'POST',
      '/v1/channels',
      adminToken,
      channelOf({ name: 'late', type: 'dingtalk', webhookUrl }),
    );
    expect(created.status).toBeGreaterThanOrEqual(500);
    await api.call('POST', '/v1/channels/group-0/test', operateToken);
    await api.call('DELETE', '/v1/channels/group-3', adminToken);
  }
}

const YAML_WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${PLANTED.inYaml}`;

/** Files that are refused, with a secret where none belongs, or broken around one. */
const REFUSED_FILES: readonly string[] = [
  `[{ name: '1', webhookUrl: '${YAML_WEBHOOK}' }]`,
  `[{ name: '1', webhookUrl: { env: DBA_WEBHOOK }, signatureKey: ${PLANTED.inYaml} }], proxy: 'http://u:${PLANTED.inYaml}@192.0.2.8:1'`,
  `[{ name: '1', webhookUrl: { secret: ${PLANTED.inYaml} } }]`,
  `[{ name: '1', webhookUrl: { env: ${PLANTED.inYaml} } }]`,
  `[{ name: '1', webhookUrl: { secret: named }, signatureKey: { env: NOT_THERE } }]`,
  `[{ name: '1', webhookUrl: { env: FORBIDDEN_WEBHOOK } }]`,
  `[{ name: '1', webhookUrl: { env: DBA_WEBHOOK }, proxy: { env: DBA_WEBHOOK } }], proxy: { env: DBA_WEBHOOK }`,
  `[{ name: '1', webhookUrl: ${YAML_WEBHOOK} ]]`,
  `[{ name: '1', webhookUrl: *${PLANTED.inYaml} }]`,
  `[], ${PLANTED.inYaml}: 1, ${PLANTED.inYaml}: 2`,
];

const YAML_ENV = {
  ...ENV,
  DBA_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${PLANTED.inEnvironment}`,
  FORBIDDEN_WEBHOOK: `https://evil.example/robot/send?access_token=${PLANTED.inEnvironment}`,
};

async function writeConfig(folder: string, robots: string): Promise<string> {
  const path = join(folder, 'tocsin.yaml');
  await writeFile(path, `version: 1\nchannels:\n  - { name: dba, type: dingtalk, robots: ${robots} }\n`);

  return path;
}

describe('tocsin.yaml', { timeout: 60_000 }, () => {
  test.each(REFUSED_FILES)('with a secret is refused without repeating it (%#)', async (robots) => {
    const folder = await temporaryFolder();
    const config = await writeConfig(folder, robots);
    const named = JSON.stringify({ robots: {}, named: { named: { token: PLANTED.inYaml } } });
    await writeFile(join(folder, 'secrets.json'), named);
    for (const [name, value] of Object.entries(YAML_ENV)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    const log: string[] = [];
    const options = { port: 0, host: '127.0.0.1', dataFolder: folder, configFile: { path: config, named: true } };
    const error = await startRelay({ ...options, allowedWebhookHosts: [] }, (line) => log.push(line)).then(
      (relay) => relay.close(),
      (refused: unknown) => refused,
    );

    expect(error).toBeInstanceOf(StartError);
    expect(secretsIn(`${inspect(error, { depth: 20, showHidden: true })} ${log.join()}`)).toEqual([]);
  });

  test('with references keeps and shows only that there are secrets', async () => {
    const evidence = new Evidence();
    const folder = await temporaryFolder();
    const robots = "[{ name: '1', webhookUrl: { env: DBA_WEBHOOK }, signatureKey: { secret: key } }]";
    const config = await writeConfig(folder, robots);
    const secretFile = join(folder, 'data', 'secrets.json');
    await mkdir(join(folder, 'data'));
    await writeFile(secretFile, JSON.stringify({ robots: {}, named: { key: `SEC${PLANTED.inYaml}` } }));
    const relay = new RelayProcess(['--port', '0', '--data', join(folder, 'data'), '--config', config], YAML_ENV);
    const api = new ApiClient(await relay.url, evidence);
    const { status, text } = await api.call('GET', '/v1/channels/dba', readToken);
    const [made] = await api.items('/v1/audit', adminToken);
    expect(made).toMatchObject({ who: { kind: 'file' }, what: 'channel-created', object: 'dba', outcome: 'done' });
    await relay.end('SIGTERM');
    evidence.add('the log', [...relay.stdout, ...relay.stderr].join('\n'));
    await evidence.addFiles(folder, secretFile);

    expect(status, text).toBe(200);
    expect(secretsIn(await readFile(secretFile, 'utf8'))).toEqual(['inYaml', 'inEnvironment']);
    expect((await stat(secretFile)).mode & 0o777).toBe(0o600);
    expect(evidence.leaks()).toEqual([]);
  });
});

describe('the search', () => {
  const writings: readonly (readonly [string, (secret: string) => string])[] = [
    ['as it is', (secret) => `a${secret}b`],
    ['percent-encoded', encodeURIComponent],
    ['in JSON in JSON', (secret) => JSON.stringify(JSON.stringify({ secret }))],
    ['in base64', (secret) => Buffer.from(`https://x/?token=${secret}`).toString('base64')],
    ['in base64url after another byte', (secret) => Buffer.from(`ab${secret}c`).toString('base64url')],
    ['cut at its end', (secret) => secret.slice(0, -5)],
    ['cut at its beginning', (secret) => secret.slice(5)],
  ];

  test.each(writings)('finds every planted secret %s', (_, write) => {
    for (const [name, secret] of Object.entries(PLANTED)) expect(secretsIn(write(secret)), name).toContain(name);
  });

  test('finds none where there is none', () => {
    expect(secretsIn(JSON.stringify({ webhookUrl: 'https://oapi.dingtalk.com/robot/send?access_token=***' }))).toEqual(
      [],
    );
  });
});

describe('what the relay says, keeps and sends', { timeout: 90_000 }, () => {
  test('holds no secret, whatever goes wrong', async () => {
    await using world = await startWorld();
    await using stack = new AsyncDisposableStack();
    const witness = new Witness(await temporaryFolder(), world);
    stack.defer(async () => void (await witness.kill()));
    const { evidence, secretFile, data } = witness;
    const api = await witness.client();

    const slow = tryUnreachable(api, world);
    slow.catch(() => 'awaited below');
    const channels = channelsOf(world, secretFile);
    await createChannels(api, channels);
    await sendAlerts(api);
    const outcomes = await attempted(api, channels);
    const reasons = await tryAnswered(api, world);
    expect([...reasons]).toEqual(expect.arrayContaining(['', 'sign', 'keyword', 'ip', 'token', 'quota']));
    await attack(api, secretFile);
    await change(api, world);
    for (const [expected, reason] of await slow) expect(reason).toBe(expected);
    await readAll(api, channels);

    // The search is worth something only if it finds what is there.
    const kept = secretsIn(await readFile(secretFile, 'utf8'));
    expect(kept).toEqual(
      expect.arrayContaining([
        'token',
        'oddToken',
        'signingKey',
        'wecomKey',
        'oddWecomKey',
        'proxyUser',
        'proxyPassword',
      ]),
    );
    expect(kept.filter((name) => /Token$/.test(name))).toEqual(['oddToken']);
    expect((await stat(secretFile)).mode & 0o777).toBe(0o600);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect([...new Set(outcomes)].sort()).toEqual([
      'delivered',
      'misconfigured',
      'rejected',
      'throttled',
      'unknown',
      'unreachable',
    ]);
    expect(secretsIn(world.proxied().join(' '))).toEqual(expect.arrayContaining(['proxyUser', 'proxyPassword']));

    await breakSecretFile(api, secretFile);
    await witness.end();

    for (const { url, headers, body } of world.hostile.received) {
      expect(secretsIn(url).length).toBeGreaterThan(0);
      // The stand-in proxy also hands on what was meant for itself.
      evidence.add('a message to a robot', headers.includes('proxy-authorization') ? body : `${headers} ${body}`);
    }
    for (const group of world.sandbox.groups) evidence.add('a chat', JSON.stringify(group.messages));
    expect(evidence.leaks()).toEqual([]);
    expect(evidence.size).toBeGreaterThan(500_000);
  });
});
