import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliFor, GROUP, type RelayForCli, STRICT, startRelayForCli, until } from './cli-under-test.ts';

let relay: RelayForCli;
beforeAll(async () => {
  relay = await startRelayForCli();
});
afterAll(() => relay.close());

/** A command that must succeed; its answer as JSON. */
async function json(...argv: readonly string[]) {
  const { code, out, err } = await relay.run([...argv, '--json']);
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

const channel = (name: string, token = GROUP) =>
  JSON.stringify({ name, type: 'dingtalk', robots: [{ webhookUrl: relay.sandbox.webhookUrl(token) }] });

async function makeChannel(name: string, token = GROUP) {
  const made = await relay.run(['channel', 'apply', '-f', '-'], { stdin: channel(name, token) });
  expect(made.code, made.err).toBe(0);
  return made;
}

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(relay.folder, name);
  await writeFile(path, text);
  return path;
}

describe('channels', () => {
  test('are created, replaced, shown without their secrets, tested and deleted', async () => {
    const made = await makeChannel('值班群');
    expect(made.out).toBe('值班群 created\n');
    expect(made.err).toContain('note: robots[0].webhookUrl');

    const shown = await json('channel', 'get', '值班群');
    expect(shown).toMatchObject({ name: '值班群', origin: 'api' });
    const again = await relay.run(['channel', 'apply', '-f', '-'], {
      stdin: JSON.stringify({ ...shown, enabled: false }),
    });
    expect(again).toMatchObject({ code: 0, out: '值班群 replaced\n' });
    expect((await json('channel', 'list')).items).toContainEqual(expect.objectContaining({ enabled: false }));
    const listed = await relay.run(['channel', 'list']);
    expect(listed.out).toMatch(/^NAME {4}TYPE {6}ENABLED {2}ROBOTS .*\n值班群 {2}dingtalk {2}no /);
    expect((await relay.run(['channel', 'get', '值班群'])).out).toContain('webhookUrl: http');
    expect(made.out + listed.out + JSON.stringify(shown)).not.toContain(GROUP);

    expect(await relay.run(['channel', 'test', '值班群'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('outcome'),
    });
    expect(await relay.run(['channel', 'delete', '值班群'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--yes'),
    });
    expect(await relay.run(['channel', 'delete', '值班群', '--yes'])).toMatchObject({
      code: 0,
      out: '值班群 deleted\n',
    });
    expect(await relay.run(['channel', 'get', '值班群'])).toMatchObject({ code: 1, out: '' });
  });

  test('name each field that is wrong', async () => {
    const bad = await relay.run(['channel', 'apply', '-f', '-'], {
      stdin: 'name: bad\ntype: dingtalk\nrobots: [{}]\nenabeld: true',
    });
    expect(bad.code).toBe(1);
    expect(bad.err.split('\n')).toEqual([
      'tocsin: Some fields are not valid. Nothing was changed. Mend every field named.',
      expect.stringContaining('  enabeld is not a known field: did you mean enabled?'),
      expect.stringContaining('  robots[0].webhookUrl is required'),
      '',
    ]);
  });

  test('a test message that the robot refuses ends with 1 and says why', async () => {
    await makeChannel('strict', STRICT);
    const tested = await relay.run(['channel', 'test', 'strict', '--robot', 'nobody']);
    expect(tested).toMatchObject({ code: 1, err: expect.stringContaining('robot') });
  });
});

describe('alerts and deliveries', () => {
  test('an alert is sent from options, listed, shown with its story, and its message too', async () => {
    await makeChannel('dba');
    const sent = await relay.run([
      'alert',
      'send',
      '--name',
      'OB 服务器\u001b[31m无法连接',
      '--level',
      'down',
      '--id',
      'ob-1',
      '--label',
      'zone=z1',
      '--channel',
      'dba',
      '--link',
      'https://ocp.example.com/1',
    ]);
    expect(sent).toMatchObject({ code: 0, out: 'ob-1  → dba\n' });
    await until(async () => (await json('alert', 'list', '--state', 'delivered', '-c', 'dba')).items.length === 1);

    const table = await relay.run(['alert', 'list', '-c', 'dba']);
    expect(table.out).toMatch(/delivered {2}down .* dba .* ob-1/);
    expect(table.out).not.toContain('\u001b');
    const story = await relay.run(['alert', 'show', 'ob-1']);
    expect(story.out).toMatch(/label zone {2}z1/);
    expect(story.out).toContain('https://ocp.example.com/1');
    const filter = ['--level', 'down', '--since', '1h', '--until', '2099-01-01T00:00:00Z', '-c', 'dba'];
    expect((await json('alert', 'list', ...filter)).items).toHaveLength(1);
    expect((await json('alert', 'list', ...filter, '--source', 'nobody')).items).toEqual([]);
    const [
      {
        deliveries: [delivery],
      },
    ] = (await json('alert', 'list', '-c', 'dba')).items;
    expect(story.out).toContain(delivery);
    expect((await relay.run(['delivery', 'show', delivery])).out).toContain('无法连接');
    const attempts = await relay.run(['delivery', 'list', '-c', 'dba', '--outcome', 'delivered', '--since', '1h']);
    expect(attempts.out).toContain(delivery);
    const [kind, text] = [
      ['--kind', 'single', '--robot', '1'],
      ['--text', '无法连接'],
    ];
    expect((await json('delivery', 'list', '-c', 'dba', ...kind, ...text)).items).toHaveLength(1);
    expect((await json('delivery', 'list', '-c', 'dba', '--kind', 'digest')).items).toEqual([]);
  });

  test('alerts are sent from a file, which says all that is wrong with it', async () => {
    const alerts = [
      { name: 'a', id: 'f1' },
      { name: 'b', id: 'f2' },
    ];
    const path = await fileOf('alerts.json', JSON.stringify(alerts));
    await makeChannel('files');
    expect((await json('alert', 'send', '-f', path, '-c', 'files')).accepted).toBe(2);
    const bad = await relay.run(['alert', 'send', '-f', '-'], { stdin: '[{"level":"dwon"}]' });
    expect(bad).toMatchObject({ code: 1, out: '' });
    expect(bad.err).toContain('alerts[0].name');
    expect(bad.err).toContain('alerts[0].level');
    expect((await relay.run(['alert', 'send', '-f', path, '--name', 'x'])).code).toBe(2);
    expect((await relay.run(['alert', 'send', '-f', join(relay.folder, 'nope')])).err).toContain(
      'there is no such file',
    );
  });

  test('a list follows its cursors up to the limit, and says that there is more', async () => {
    await makeChannel('many');
    const alerts = Array.from({ length: 5 }, (_, at) => ({ name: 'many', id: `m${at}` }));
    await relay.run(['alert', 'send', '-f', '-', '-c', 'many'], { stdin: JSON.stringify(alerts) });
    const some = await relay.run(['alert', 'list', '-c', 'many', '-n', '2']);
    expect(some.out.trim().split('\n')).toHaveLength(3);
    expect(some.err).toContain('there are more than these 2');
    expect(await json('alert', 'list', '-c', 'many')).toMatchObject({ items: { length: 5 }, cursor: null });
  });

  test('a tail begins with the last attempts, goes on with new ones, and Ctrl-C ends it well', async () => {
    await makeChannel('tail');
    await relay.run(['channel', 'test', 'tail']);
    const ctrlC = new AbortController();
    let lines = 0;
    const tail = await relay.run(['delivery', 'tail', '-c', 'tail', '-n', '1'], {
      interrupted: ctrlC.signal,
      onOut: () => {
        lines += 1;
        if (lines === 2) ctrlC.abort();
      },
      sleep: async () => {
        if (lines === 1) await relay.run(['channel', 'test', 'tail']);
      },
    });
    expect(tail).toMatchObject({ code: 0, err: '' });
    const [first = '', second = ''] = tail.out.trim().split('\n');
    expect(first).toMatch(/^\d{4}-.* {2}delivered {6}tail\/1 .*test/);
    expect(first.slice(0, 19) <= second.slice(0, 19)).toBe(true);
    expect(first).not.toBe(second);
  });
});

describe('status, robots and dead letters', () => {
  test('a dead letter makes status say 3 until it is told after all', async () => {
    await makeChannel('dead', STRICT);
    await relay.run(['alert', 'send', '--name', 'disk full', '--id', 'dead-1', '-c', 'dead']);
    await until(
      async () => (await json('dead-letter', 'list', '-c', 'dead', '--name', 'disk full')).items.length === 1,
    );
    const letters = await relay.run(['dead-letter', 'list', '-c', 'dead', '--name', 'disk full']);
    expect(letters.out).toMatch(/disk full .* dead .*rejected/);

    expect((await json('dead-letter', 'list', '--target', 'nothing', '--level', 'down')).items).toEqual([]);
    const needed = await relay.run(['status']);
    expect(needed.code).toBe(3);
    expect(needed.out).toMatch(/told by no robot: tocsin dead-letter list/);
    expect((await relay.run(['status', '--json'])).code).toBe(3);

    await makeChannel('dead');
    expect((await relay.run(['replay'])).code).toBe(2);
    expect((await relay.run(['replay', '--channel', 'dead', '--since', '1h'])).out).toMatch(
      /\d+ dead letters? (?:is|are) due again/,
    );
    await until(async () => (await json('dead-letter', 'list')).items.length === 0);
    expect(await relay.run(['replay', 'nope'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such dead letter'),
    });
    await until(async () => (await relay.run(['status'])).code === 0);
    expect((await relay.run(['status'])).out).toContain('Nobody is needed.');
  });

  test('robots are listed with what they may still send', async () => {
    await makeChannel('robots');
    const { out } = await relay.run(['robot', 'list']);
    expect(out).toMatch(/^CHANNEL .*HEALTH/);
    expect(out).toMatch(/robots +1 +healthy +\d+\/20/);
  });
});

describe('templates', () => {
  test('are previewed, and what is wrong is said with its line', async () => {
    const path = await fileOf('card.liquid', '{{ nmae }} is down\n{% if');
    const lint = await relay.run(['template', 'lint', '-f', path]);
    expect(lint.code).toBe(1);
    expect(lint.out).toMatch(/card\.liquid:\d+:\d+: error: /);
    const preview = await relay.run(['template', 'preview', '--kind', 'single', '-f', '-'], {
      stdin: '**${name}** 停了',
    });
    expect(preview).toMatchObject({ code: 0, out: expect.stringContaining('停了') });
    expect((await relay.run(['template', 'lint', '-f', '-'], { stdin: '${name}' })).out).toBe('nothing to say\n');
    const sample = await relay.run(['template', 'preview', '--sample', 'alertmanager', '-f', '-'], {
      stdin: '${name}',
    });
    expect(sample).toMatchObject({ code: 0, out: expect.not.stringContaining('OB') });
    expect((await relay.run(['template', 'preview', '--alert-id', 'nope'])).err).toContain('no such alert');
  });
});

describe('tokens', () => {
  test('are made, used, rotated and revoked; the value alone is on standard output', async () => {
    const made = await relay.run(['token', 'create', 'me', '-s', 'read', '--expires-in-days', '3']);
    expect(made.code).toBe(0);
    const value = made.out.trim();
    expect(made.err).not.toContain(value);
    expect((await cliFor(relay.url, value)(['robot', 'list'])).code).toBe(0);
    const forbidden = await cliFor(relay.url, value)(['token', 'list']);
    expect(forbidden).toMatchObject({ code: 1, out: '', err: expect.stringContaining('docs/access.md') });

    await makeChannel('team-a');
    const bound = await relay.run([
      'token',
      'create',
      'team',
      '-s',
      'ingest,read',
      '-c',
      'team-a',
      '--source',
      'prom-a',
    ]);
    expect(bound.err).toContain('may ingest, read within channels team-a; sources prom-a, without an end.');
    expect((await cliFor(relay.url, bound.out.trim())(['channel', 'list'])).out).toMatch(/^NAME .*\nteam-a .*\n$/);
    expect((await relay.run(['token', 'list'])).out).toMatch(
      /team +ingest, read +channels team-a; sources prom-a +active/,
    );

    const { id } = (await json('token', 'list')).items.find(({ name }: { name: string }) => name === 'me');
    const rotated = await relay.run(['token', 'rotate', id, '--overlap-seconds', '60', '--without-end']);
    expect(rotated.out.trim()).not.toBe(value);
    expect(rotated.err).toContain('may read, without an end');
    expect(rotated.err).toContain('a former value goes on until');
    const listed = await relay.run(['token', 'list']);
    expect(listed.out).toMatch(/me +read +active/);
    expect(listed.out).not.toContain(value);
    const audit = await relay.run(['audit', 'list', '--object', id, '--what', 'token-rotated']);
    expect(audit.out).toMatch(/token-rotated +\w+ +done/);
    expect(audit.out).not.toContain(value);
    expect((await relay.run(['token', 'revoke', id])).code).toBe(2);
    expect((await relay.run(['token', 'revoke', id, '-y'])).code).toBe(0);
    expect(await cliFor(relay.url, value)(['robot', 'list'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('the token is not known to this relay'),
    });
  });
});
