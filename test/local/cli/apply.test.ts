import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startRelay } from '#local/relay.ts';
import { cliFor, GROUP, type RelayForCli, type Run, STRICT, startRelayForCli } from './cli-under-test.ts';

let relay: RelayForCli;
let run: Run;
beforeAll(async () => {
  relay = await startRelayForCli();
  run = relay.run;
});
beforeEach(async () => {
  const empty = join(relay.folder, 'empty.yaml');
  await writeFile(empty, 'version: 1\nchannels: []\n');
  expect(await run(['apply', '-f', empty, '--delete-others', '-y'])).toMatchObject({ code: 0 });
});
afterAll(() => relay.close());

const plain = (name: string) => ({ name, type: 'dingtalk', robots: [{ webhookUrl: relay.sandbox.webhookUrl(GROUP) }] });

/** Two channels, of which one falls back on the other. */
const FILE = `version: 1
channels:
  - name: dba-oncall
    type: dingtalk
    robots:
      - webhookUrl: { env: DBA_HOOK }
        signatureKey: { secret: dba-key }
    delivery: { fallbackChannel: 值班群 }
  - name: 值班群
    type: dingtalk
    robots:
      - webhookUrl: { env: GROUP_HOOK }
`;

async function files(text = FILE) {
  const [file, secrets] = [join(relay.folder, 'tocsin.yaml'), join(relay.folder, 'named.json')];
  await writeFile(file, text);
  await writeFile(secrets, JSON.stringify({ named: { 'dba-key': { signatureKey: 'SECfake-key' } } }));
  const env = { DBA_HOOK: relay.sandbox.webhookUrl(STRICT), GROUP_HOOK: relay.sandbox.webhookUrl(GROUP) };

  return { apply: ['apply', '-f', file, '--secrets', secrets], env, bare: ['apply', '-f', file] };
}

describe('applying a file', () => {
  test('shows what would change, does it, and then finds nothing to do', async () => {
    const { apply, bare, env } = await files();
    const dry = await run([...apply, '--dry-run'], { env });
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('2 channels would be changed; nothing was') });
    expect(dry.out).toContain('+ dba-oncall: is created');
    expect(dry.out).toMatch(/robots\.1\.webhookUrl +"http.*=\*\*\*"/);

    const done = await run([...apply, '--yes'], { env });
    expect(done, done.err).toMatchObject({ code: 0, out: expect.stringContaining('all done') });
    for (const secret of [STRICT, GROUP, 'SECfake-key']) expect(dry.out + done.out + done.err).not.toContain(secret);
    const { items } = JSON.parse((await run(['channel', 'list', '--json'])).out);
    expect(items.map(({ name, delivery }: (typeof items)[number]) => [name, delivery.fallbackChannel])).toEqual([
      ['dba-oncall', '值班群'],
      ['值班群', undefined],
    ]);

    // Nothing is known of the secrets here: the relay keeps those it has.
    const again = await run(bare);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('nothing to change') });
    const rotated = await run([...bare, '--dry-run'], { env: { DBA_HOOK: relay.sandbox.webhookUrl(GROUP) } });
    expect(rotated.out).toContain('~ dba-oncall: is as it should be, its secrets are sent again');
    expect(rotated.out).toContain('= 值班群: stays as it is');
  });

  test('tells field by field what changes, and takes a signing key away that the file has not', async () => {
    const { apply, env } = await files();
    await run([...apply, '--yes'], { env });
    const changed = FILE.replace('        signatureKey: { secret: dba-key }\n', '').replace(
      '    delivery: { fallbackChannel: 值班群 }',
      '    limits: { perMinute: 10 }',
    );
    const { bare } = await files(changed);
    const done = await run([...bare, '--yes']);
    expect(done.out).toMatch(/limits\.perMinute +20 → 10/);
    expect(done.out).toMatch(/delivery\.fallbackChannel +"值班群" → none/);
    expect(done.out).toMatch(/robots\.1\.signatureKey +"\*\*\*" → none/);
    expect(done.code, done.err).toBe(0);
    expect((await run(['channel', 'get', 'dba-oncall'])).out).not.toContain('signatureKey');
  });

  test('leaves channels made by hand alone, unless they are to go', async () => {
    await run(['channel', 'apply', '-f', '-'], { stdin: JSON.stringify(plain('by-hand')) });
    const { apply, env } = await files();
    const left = await run([...apply, '--yes'], { env });
    expect(left.out).toContain('by-hand: is not in this file and is left alone: it was made over the API');
    const gone = await run([...apply, '--delete-others', '--yes'], { env });
    expect(gone.out).toContain('- by-hand: is deleted');
    expect(gone.out).toContain('by-hand deleted');
    expect((await run(['channel', 'get', 'by-hand'])).code).toBe(1);
  });

  test('asks on a terminal, takes no for an answer, and does not ask where nobody is', async () => {
    const { apply, env } = await files();
    const refused = await run(apply, { env, isTerminal: true, stdin: 'n\n' });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('nothing was changed') });
    expect(refused.err).toContain('Change 2 channels of http://127.0.0.1');
    expect(await run(apply, { env })).toMatchObject({ code: 2, err: expect.stringContaining('say --yes') });
    expect(await run([...apply, '--json'], { env })).toMatchObject({ code: 2, out: '' });
    expect(JSON.parse((await run(['channel', 'list', '--json'])).out).items).toEqual([]);

    const agreed = await run(apply, { env, isTerminal: true, stdin: 'y\n' });
    expect(agreed).toMatchObject({ code: 0, out: expect.stringContaining('\u001b[32m+ dba-oncall') });
  });

  test('goes on after a channel that is refused, and ends with 1', async () => {
    const { apply } = await files();
    const elsewhere = {
      DBA_HOOK: 'https://elsewhere.example.com/robot/send?access_token=x',
      GROUP_HOOK: relay.sandbox.webhookUrl(GROUP),
    };
    const done = await run([...apply, '--yes'], { env: elsewhere });
    expect(done.code).toBe(1);
    expect(done.err).toMatch(/dba-oncall failed: .*\n.*webhookUrl/);
    expect(done.out).toContain('值班群 created');
    expect(done.out).toContain('failed; the rest is done');
    expect(done.out + done.err).not.toContain('access_token=x');
  });

  test('with --json prints one document, without a secret', async () => {
    const { apply, env } = await files();
    const { code, out } = await run([...apply, '--yes', '--json'], { env });
    expect(code).toBe(0);
    const { plan, results } = JSON.parse(out);
    expect(plan).toMatchObject([
      { kind: 'create', name: 'dba-oncall' },
      { kind: 'create', name: '值班群' },
    ]);
    expect(results.map(({ done }: { done: string }) => done)).toEqual(['created', 'created']);
    expect(out).not.toContain('SECfake-key');
    expect(out).not.toContain(GROUP);
  });
});

describe('a file that can not be applied', () => {
  test.each([
    [
      'is not valid',
      FILE.replace('type: dingtalk', 'type: dingding'),
      {},
      /tocsin\.yaml:4: channels\[0\]\.type must be/,
    ],
    [
      'holds a secret',
      FILE.replace('{ env: DBA_HOOK }', 'https://example.com'),
      {},
      /:6: channels\[0\].robots\[0\].webhookUrl must be a ref/,
    ],
    [
      'names a fallback that is nowhere',
      FILE.replace('fallbackChannel: 值班群', 'fallbackChannel: dba'),
      {},
      /:8: .*fallbackChannel names no channel/,
    ],
    [
      'names a value that is nowhere',
      FILE,
      {},
      /:6: channels\[0\].robots\[0\].webhookUrl names an environment variable that is not set/,
    ],
  ])('is told with its line when it %s, and nothing is sent', async (_, text, env, problem) => {
    const { apply, env: all } = await files(text);
    const around = { env: text === FILE ? env : all };
    expect(await run([...apply, '--yes'], around)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(problem),
    });
    expect(JSON.parse((await run(['channel', 'list', '--json'])).out).items).toEqual([]);
  });

  test('says that watchdogs are put over a route of their own', async () => {
    const watchdogs = 'watchdogs: { sources: [{ source: ocp, silentAfterMinutes: 30, channels: [dba] }] }';
    const { apply, env } = await files(`${FILE}${watchdogs}\n`);
    expect((await run([...apply, '--dry-run'], { env })).err).toContain('watchdogs are not applied');
  });

  test('says that push settings are put over a route of their own', async () => {
    const { apply, env } = await files(`${FILE}pushSettings: { defaultChannel: dba }\n`);
    expect((await run([...apply, '--dry-run'], { env })).err).toContain('pushSettings are not applied');
  });

  test('says that silences come with the relay’s own file', async () => {
    const silences = 'silences:\n  - matchers: [a=b]\n    endsAt: 2099-01-01T00:00:00Z\n';
    const { apply, env } = await files(FILE + silences);
    expect((await run([...apply, '--dry-run'], { env })).err).toContain('silences (1) are not applied');
  });

  test('says that sources come with the relay’s own file only', async () => {
    const sources = 'sources:\n  - name: orders\n    alert: { name: title }\n';
    const { apply, env } = await files(FILE + sources);
    expect((await run([...apply, '--dry-run'], { env })).err).toContain('sources (orders) are not applied');
  });
});

test('channels of the file a relay was started with are changed only there', async () => {
  const folder = join(relay.folder, 'with-file');
  await mkdir(folder);
  const path = join(folder, 'tocsin.yaml');
  await writeFile(
    path,
    `version: 1\nchannels:\n  - name: own\n    type: dingtalk\n    robots: [{ webhookUrl: { secret: hook } }]\n`,
  );
  await writeFile(join(folder, 'secrets.json'), JSON.stringify({ named: { hook: relay.sandbox.webhookUrl(GROUP) } }));
  const other = await startRelay(
    {
      port: 0,
      host: '127.0.0.1',
      dataFolder: folder,
      configFile: { path, named: true },
      allowedWebhookHosts: [relay.sandbox.host],
      adminToken: 'fake-admin-token-1',
      ingestToken: 'fake-ingest-token',
    },
    () => undefined,
  );
  try {
    const cli = cliFor(other.url);
    const same = await cli(['apply', '-f', path, '--yes']);
    expect(same).toMatchObject({
      code: 1,
      out: expect.stringContaining('! own: is of the file the relay was deployed or started with'),
    });
    const { bare, env } = await files();
    const beside = await cli([...bare, '--secrets', join(relay.folder, 'named.json'), '--delete-others', '--yes'], {
      env,
    });
    expect(beside.out).toContain('own: is not in this file and is left alone: it is of the file');
    expect(beside.code).toBe(0);
    expect((await cli(['channel', 'list'])).out).toMatch(/own .*tocsin\.yaml/);
  } finally {
    await other.close();
  }
});

test('channels that fall back on each other are made too', async () => {
  const { apply, env } = await files(`${FILE}    delivery: { fallbackChannel: dba-oncall }\n`);
  const { out, code } = await run([...apply, '--yes', '--json'], { env });
  expect(code).toBe(0);
  expect(JSON.parse(out).results.map(({ done }: { done: string }) => done)).toEqual(['created', 'created', 'replaced']);
  for (const name of ['dba-oncall', '值班群'])
    await run(['channel', 'apply', '-f', '-'], { stdin: JSON.stringify(plain(name)) });
});
