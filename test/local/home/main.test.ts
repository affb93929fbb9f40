import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RelayProcess } from '#test/faults/relay-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const TOKENS = { TOCSIN_ADMIN_TOKEN: 'fake-admin-token-1', TOCSIN_INGEST_TOKEN: 'fake-ingest-token' };

/** Starts a relay on a free port; it is killed at the end of the test if it still runs. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = TOKENS): RelayProcess {
  const relay = new RelayProcess(['--port', '0', ...args], env);
  onTestFinished(async () => void (await relay.end('SIGKILL')));

  return relay;
}

describe('npm start', { timeout: 60_000 }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('says when it is ready, serves, and ends cleanly on %s', async (signal) => {
    const relay = start(['--data', join(await temporaryFolder(), 'data')]);
    const url = await relay.url;
    expect(relay.stdout).toEqual([`listening on ${url}`]);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ store: 'ok', dispatcher: 'ok' });

    expect(await relay.end(signal)).toEqual({ code: 0, signal: null });
    expect(relay.stderr).toEqual([]);
  });

  test('shows new tokens at the first start only, and they work', async () => {
    const folder = await temporaryFolder();
    const first = start(['--data', folder], {});
    const url = await first.url;
    const [head, admin = '', ingest = ''] = first.stdout;
    expect(head).toMatch(/^new API tokens, shown this once/);
    const token = /^ {2}admin token: +(\S{32})$/.exec(admin)?.[1] ?? '';
    expect(ingest).toMatch(/^ {2}ingest token: +\S{32}$/);
    const channels = () => fetch(`${url}/v1/channels`, { headers: { authorization: `Bearer ${token}` } });
    expect((await channels()).status).toBe(200);
    await first.end('SIGTERM');

    const second = start(['--data', folder], {});
    await second.url;
    expect(second.stdout[0]).toMatch(/those of the first start; set TOCSIN_ADMIN_TOKEN/);
    expect(second.stdout.join()).not.toContain(token);
  });

  test('on a folder in use says so and ends, also after the first was killed and started again', async () => {
    const folder = await temporaryFolder();
    const first = start(['--data', folder]);
    await first.url;
    const second = start(['--data', folder, '--port', new URL(await first.url).port]);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr).toEqual([`tocsin: another Tocsin is running on the data folder ${folder}`]);
    expect(second.stdout).toEqual([]);

    await first.end('SIGKILL');
    const third = start(['--data', folder]);
    await third.url;
  });

  test('on a port in use says so and ends, and shows no token that nobody would keep', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const folder = await temporaryFolder();
    const refused = start(['--data', folder, '--port', String(port)], {});
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toEqual([
      `tocsin: can't listen on 127.0.0.1:${port}: the port is in use; name another with --port`,
    ]);
    expect(refused.stdout).toEqual([]);

    const later = start(['--data', folder], {});
    await later.url;
    expect(later.stdout[0]).toMatch(/^new API tokens/);
  });

  test('names every problem of its options and ends', async () => {
    const refused = start(['--prot', '--port', 'x'], { TOCSIN_ADMIN_TOKEN: 'short-secret' });
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toEqual([
      'tocsin: --prot is not an option; see --help',
      'tocsin: the port must be a number from 0 to 65535, not "x" (--port, TOCSIN_PORT)',
      'tocsin: the admin token must be 16 to 512 printable characters, without space around them (TOCSIN_ADMIN_TOKEN)',
    ]);
  });

  test('explains itself', async () => {
    const help = start(['--help']);
    expect(await help.exited).toEqual({ code: 0, signal: null });
    expect(help.stdout[0]).toMatch(/^npm start/);
  });

  test('refuses a folder it can not use', async () => {
    const folder = join(await temporaryFolder(), 'file');
    await writeFile(folder, '');
    const refused = start(['--data', folder]);
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toEqual([`tocsin: the data folder ${folder} can't be used: there is a file of that name`]);
  });

  test('names every problem of its configuration file with its line, and ends', async () => {
    const folder = await temporaryFolder();
    const config = join(folder, 'tocsin.yaml');
    await writeFile(config, 'version: 1\nchannels:\n  - name: dba\n    type: pager\n  - nmae: ops\n');
    const refused = start(['--data', join(folder, 'data'), '--config', config]);
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr.length).toBeGreaterThanOrEqual(2);
    for (const line of refused.stderr) expect(line).toMatch(/^tocsin: \S+tocsin\.yaml:\d: channels\[\d\]/);
  });

  test('refuses a configuration file that is named but not there', async () => {
    const folder = await temporaryFolder();
    const refused = start(['--data', folder, '--config', join(folder, 'none.yaml')]);
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toEqual([`tocsin: ${join(folder, 'none.yaml')} can't be read: there is no such file`]);
  });

  test('makes the channels of its configuration file', async () => {
    const folder = await temporaryFolder();
    const config = join(folder, 'tocsin.yaml');
    const robot = '{ name: "1", webhookUrl: { env: DBA_WEBHOOK } }';
    await writeFile(config, `version: 1\nchannels:\n  - { name: dba, type: dingtalk, robots: [${robot}] }\n`);
    const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${'0'.repeat(64)}`;
    const relay = start(['--data', join(folder, 'data'), '--config', config], { ...TOKENS, DBA_WEBHOOK: webhook });
    const headers = { authorization: `Bearer ${TOKENS.TOCSIN_ADMIN_TOKEN}` };
    const channels = await (await fetch(`${await relay.url}/v1/channels`, { headers })).json();
    expect(channels).toMatchObject({ items: [{ name: 'dba', robots: [{ name: '1' }] }] });
  });
});
